package io.pindown.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pindown.registry.KernelSource.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of the threads that waited an event is of, and what is told of it, from texts as the kernel and the VM write them. */
class OriginTest {
  private static final String MAPS = """
      55d0c0a00000-55d0c0a01000 r--p 00000000 08:01 1310 /opt/jdk/bin/java
      7f0000000000-7f0000010000 rwxp 00000000 00:00 0\s
      7f0000100000-7f0000128000 r--p 00000000 08:01 4242 /usr/lib/libc.so.6
      7f0000128000-7f0000280000 r-xp 00028000 08:01 4242 /usr/lib/libc.so.6
      7f0000300000-7f0000301000 r-xp 00001000 08:01 4343 /opt/some where/libquiet.so
      7ffc00000000-7ffc00002000 r-xp 00000000 00:00 0    [vdso]
      """;
  private static final String DUMP = """
      2026-01-01 00:00:00
      Full thread dump:

      "a "quoted" thief of a long name" #31 [4711] prio=5 os_prio=0 cpu=1.00ms elapsed=0.1s tid=0x00007f00 nid=4711 waiting on condition  [0x00007f00]
         java.lang.Thread.State: WAITING (parking)
      \tat jdk.internal.misc.Unsafe.park(java.base@25/Native Method)
      \t- parking to wait for  <0x1> (a Latch)
      \tat some.Thief.enjoy(Thief.java:9)

      "old" #1 prio=5 tid=0x1 nid=0x10 runnable
      \tat some.Old.main(Old.java:1)

      "VM Thread" os_prio=0 cpu=1.0ms elapsed=0.1s tid=0x2 nid=4712 runnable

      JNI global refs: 12
      """;

  private final CodeMappings code = new CodeMappings(MAPS.lines().toList());
  private final ThreadDump dump = new ThreadDump(DUMP);

  private static ParkedCall call(long thread, String line, long... stack) {
    return ParkedCall.parse(thread, "comm", line, stack);
  }

  private static String line(int number, long... arguments) {
    StringBuilder line = new StringBuilder().append(number);
    for (int i = 0; i < 6; i++) {
      line.append(" 0x").append(Long.toHexString(i < arguments.length ? arguments[i] : 0));
    }
    return line.append(" 0x7ffc12345678 0x7f0000200007\n").toString();
  }

  private Origin origin(Kind kind, long start, long end, ParkedCall... parked) {
    return Origin.of(kind, start, end, List.of(parked), code, dump);
  }

  @Test
  void theThreadTheLibraryAndItsCallerAreNamed() {
    ParkedCall thief = call(4711, line(11, 0x10000, 0x2001), 0x7f0000200100L, 0x1L, 0x7f0000300123L, 0x7f0000000010L);
    Origin origin = origin(Kind.UNMAPPED, 0x10000, 0x13000, call(4712, line(11, 0x90000, 0x1000)), thief);
    assertThat(origin).isEqualTo(new Origin(4711, "a \"quoted\" thief of a long name", "munmap", "libc.so.6+0x100007", "libquiet.so+0x1123",
        List.of("jdk.internal.misc.Unsafe.park(java.base@25/Native Method)", "some.Thief.enjoy(Thief.java:9)"), null));
    assertThat(origin.toString()).contains("by thread \"a \"quoted\" thief of a long name\" (4711) in munmap", "libquiet.so", "some.Thief.enjoy");
  }

  @Test
  void aThreadOfTheVmHasANameAndNoFrames() {
    Origin origin = origin(Kind.REMOVED, 0x10000, 0x12000, call(4712, line(28, 0xf000, 0x4000, 4)));
    assertThat(origin.name()).isEqualTo("VM Thread");
    assertThat(origin.frames()).isEmpty();
    assertThat(origin.obstacle()).isNull();
  }

  @Test
  void aThreadThatHasEndedHasTheNameThatTheKernelKnew() {
    Origin origin = origin(Kind.MOVED, 0x10000, 0x12000, call(9, line(25, 0x10000, 0x2000, 0x8000, 1)));
    assertThat(origin.name()).isEqualTo("comm");
    assertThat(origin.call()).isEqualTo("mremap");
    assertThat(origin.obstacle()).isEqualTo("a moment later the VM had no such thread");
  }

  @Test
  void whoWasInACallThatDoesSomethingElseIsNotAccused() {
    ParkedCall[] others = {
      call(1, line(11, 0x10000, 0x1000)), // a part only
      call(2, line(28, 0x10000, 0x4000, 4)),
      call(3, line(12, 0x10001)),
      call(4, line(440, 3, 0x10000)),
    };
    Origin origin = origin(Kind.UNMAPPED, 0x10000, 0x13000, others);
    assertThat(origin.thread()).isZero();
    assertThat(origin.name()).isNull();
    assertThat(origin.obstacle()).startsWith("no thread was seen");
  }

  @Test
  void eachKindOfCallExplainsWhatItDoes() {
    assertThat(call(1, line(9, 0x10000, 0x3000, 3, 0x32)).explains(Kind.UNMAPPED, 0x10000, 0x13000)).isTrue();
    assertThat(call(1, line(12, 0x10001)).explains(Kind.UNMAPPED, 0x11000, 0x13000)).isTrue();
    assertThat(call(1, line(25, 0x10000, 0x3000, 0x1000)).explains(Kind.UNMAPPED, 0x11000, 0x13000)).as("shorter").isTrue();
    assertThat(call(1, line(25, 0x90000, 0x3000, 0x3000, 3, 0x10000)).explains(Kind.UNMAPPED, 0x10000, 0x13000)).as("over").isTrue();
    assertThat(call(1, line(28, 0x10000, 0x3000, 4)).explains(Kind.UNMAPPED, 0x10000, 0x13000)).isFalse();
    assertThat(call(1, line(11, 0x10000, 0x3000)).explains(Kind.REMOVED, 0x10000, 0x13000)).isFalse();
  }

  @Test
  void aCallThatNamesNoRangeIsTakenIfNothingElseFits() {
    ParkedCall vague = call(4, line(440, 3, 0x50000, 1, 4));
    ParkedCall exact = call(5, line(28, 0x10000, 0x1000, 4));
    assertThat(origin(Kind.REMOVED, 0x10000, 0x11000, vague).thread()).isEqualTo(4);
    assertThat(origin(Kind.REMOVED, 0x10000, 0x11000, vague, exact).thread()).isEqualTo(5);
    assertThat(origin(Kind.REMOVED, 0x10000, 0x11000, exact, vague).thread()).isEqualTo(5);
  }

  @Test
  void whatIsNoCallIsNone() {
    assertThat(ParkedCall.parse(1, "x", "running\n", new long[0])).isNull();
    assertThat(ParkedCall.parse(1, "x", "", new long[0])).isNull();
    assertThat(ParkedCall.parse(1, "x", line(11).replace("0x7f00", "7f00"), new long[0])).isNull();
  }

  @Test
  void codeOfNoFileIsSaidToBeMadeAtRunTime() {
    assertThat(code.nameOf(0x7f0000000010L)).isEqualTo("code made at run time, at 0x7f0000000010");
    assertThat(code.nameOf(0x7ffc00000010L)).isEqualTo("[vdso]+0x10");
    assertThat(code.nameOf(0x7f0000100010L)).as("not executable").isNull();
    assertThat(code.callerOf(0x7f0000200000L, new long[] {0x7f0000128000L})).as("the same file").isNull();
  }

  @Test
  void idsAreReadInEitherNotation() {
    assertThat(dump.of(16).name()).isEqualTo("old");
    assertThat(dump.of(17)).isNull();
  }
}
