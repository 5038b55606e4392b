package io.pindown.cache;

import io.pindown.registrar.Registrar;
import io.pindown.registrar.RegistrarException;
import io.pindown.registrar.RegistrarException.Reason;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A device that answers each registration as a rule says. Decides, registers and counts in one step, so that its counts are exact and a
 * rule about what is registered is kept to, whatever threads come.
 */
final class RefusingRegistrar implements Registrar<RefusingRegistrar.Key> {
  /** What a call of register comes to. */
  enum Answer {
    REGISTERED,
    PRESSURE,
    OTHER,
    ERROR,
    NULL
  }

  /** One registration, told from others by identity. */
  static final class Key {}

  /** Answers one call. */
  interface Rule {
    /**
     * @param call 1 for the first
     * @param registered now, without this one
     */
    Answer answer(long call, int registered, long address, long length);
  }

  /** What an answer of {@link Answer#ERROR} throws. */
  static final class DeviceError extends Error {
    private static final long serialVersionUID = 1L;

    DeviceError() {
      super("the device's library fails");
    }
  }

  private final Set<Key> live = new HashSet<>();
  private final Map<Answer, Long> answers = new EnumMap<>(Answer.class);
  private volatile Rule rule;
  private long calls;
  private long twice;
  private int mostLive;

  RefusingRegistrar(Rule rule) {
    this.rule = rule;
  }

  void rule(Rule next) {
    rule = next;
  }

  @Override
  public Key register(long address, long length, int access) {
    Rule now = rule;
    Answer answer;
    Key key = new Key();
    synchronized (this) {
      answer = now.answer(++calls, live.size(), address, length);
      answers.merge(answer, 1L, Long::sum);
      if (answer == Answer.REGISTERED) {
        live.add(key);
        mostLive = Math.max(mostLive, live.size());
      }
    }
    return switch (answer) {
      case REGISTERED -> key;
      case NULL -> null;
      case ERROR -> throw new DeviceError();
      case PRESSURE -> throw new RegistrarException(Reason.PRESSURE, length + " bytes at 0x" + Long.toHexString(address) + ": no room");
      case OTHER -> throw new RegistrarException(Reason.OTHER, "the device is in a bad mood");
    };
  }

  @Override
  public synchronized void deregister(Key handle) {
    if (!live.remove(handle)) {
      twice++;
    }
  }

  synchronized long calls() {
    return calls;
  }

  synchronized long count(Answer answer) {
    return answers.getOrDefault(answer, 0L);
  }

  synchronized int live() {
    return live.size();
  }

  synchronized int mostLive() {
    return mostLive;
  }

  /** Deregistrations of what was not registered. */
  synchronized long twice() {
    return twice;
  }

  @Override
  public String name() {
    return "refusing";
  }
}
