package io.pindown.agent.cli;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.pindown.agent.cli.Refusal.Reason;
import io.pindown.agent.control.Mailbox;
import io.pindown.agent.control.Message;
import io.pindown.agent.control.MessageException;
import io.pindown.agent.control.OwnJar;
import io.pindown.agent.control.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the agent of another process, by the attach API of the JDK that this runs on: loads this jar into the process, with the path of a {@link Mailbox}
 * that has the request. What can be known before to be in vain is said and not tried, since an attach starts with a SIGQUIT.
 */
final class Channel {
  private static final String PREFIX = "control:";

  private final JavaProcess target;
  private final Duration limit;

  Channel(JavaProcess target, Duration limit) {
    this.target = target;
    this.limit = limit;
  }

  /** What becomes of the body of a reply, before the mailbox is deleted. */
  interface BodyReader {
    void read(Path body) throws IOException, Refusal;
  }

  Message ask(Message request) throws Refusal {
    return ask(request, body -> {});
  }

  /**
   * Asks, and waits for the reply.
   *
   * @return a reply whose outcome is {@link Reply#DONE}
   * @throws Refusal for each other outcome, and for each reason why there is none
   */
  Message ask(Message request, BodyReader whenDone) throws Refusal {
    requireReachable();
    try {
      boolean shared = target.files().sharesFiles();
      Path inside = shared ? Path.of(System.getProperty("java.io.tmpdir")) : Path.of("/tmp");
      Mailbox mailbox = Mailbox.make(target.files().seen(inside), target.files().owner());
      try {
        Path told = shared ? mailbox.folder() : inside.resolve(mailbox.name());
        Path jar = shared || isSeen(OwnJar.path()) ? OwnJar.path() : told.resolve(lend(mailbox, request).getFileName());
        mailbox.ask(request.put(Reply.VERSION, OwnJar.version()).put(Reply.JAR, jar.toString()));
        load(jar, told, mailbox, !request.text(Reply.COMMAND).equals("attach"));
        Message reply = understood(mailbox);
        whenDone.read(mailbox.body());
        return reply;
      } finally {
        mailbox.delete();
      }
    } catch (IOException e) {
      if (target.files().hasEnded()) {
        throw new Refusal(Reason.ENDED, process() + " has ended");
      }
      throw new Refusal(Reason.NOT_REACHABLE, process() + " cannot be reached: " + e);
    }
  }

  /** Whether a process with files of its own has the same jar under the same name. */
  private boolean isSeen(Path jar) throws IOException {
    Path there = target.files().seen(jar);
    return Files.isRegularFile(there) && Files.mismatch(jar, there) < 0;
  }

  /** A process that does not see this jar is given a copy, for as long as the command runs; an agent that stays needs more. */
  private Path lend(Mailbox mailbox, Message request) throws IOException, Refusal {
    if (request.text(Reply.COMMAND).equals("attach")) {
      throw new Refusal(
          Reason.NOT_REACHABLE, process() + " has files of its own, as in a container, and no such jar at " + OwnJar.path() + ": put it there, where the agent will need it later, too");
    }
    Path copy = Files.copy(OwnJar.path(), mailbox.folder().resolve("pindown-agent.jar"), StandardCopyOption.REPLACE_EXISTING);
    if (!Files.getOwner(copy).equals(Files.getOwner(mailbox.folder()))) {
      Files.setOwner(copy, Files.getOwner(mailbox.folder()));
    }
    return copy;
  }

  private String process() {
    return "process " + target.pid();
  }

  private void requireReachable() throws Refusal {
    if (ModuleLayer.boot().findModule("jdk.attach").isEmpty()) {
      throw new Refusal(
          Reason.NO_ATTACH_MODULE,
          "the java that runs this command (" + System.getProperty("java.home") + ") has no module jdk.attach: use the java of a JDK, of whatever version");
    }
    if (!Files.isRegularFile(OwnJar.path())) {
      throw new Refusal(Reason.NOT_REACHABLE, "this command runs from " + OwnJar.path() + ", which is no jar: run java -jar pindown-agent.jar");
    }
    try {
      ProcessFiles files = target.files();
      if (!files.knowsUser(JavaProcess.user())) {
        throw new Refusal(
            Reason.OTHER_USER,
            process() + " runs in a namespace of users in which this one is nobody, as in a rootless container: run the command as " + files.owner().getName() + ", or inside of it");
      }
      if (files.isStopped()) {
        throw new Refusal(Reason.STOPPED, process() + " is stopped, by a signal or a debugger: let it go on (kill -CONT " + target.pid() + ")");
      }
      if (target.flag("DisableAttachMechanism", false)) {
        throw new Refusal(Reason.ATTACH_DISABLED, process() + " runs with -XX:+DisableAttachMechanism: start it without, or with -javaagent:pindown-agent.jar");
      }
      if (!target.flag("EnableDynamicAgentLoading", true)) {
        throw new Refusal(
            Reason.DYNAMIC_LOADING_OFF,
            process() + " runs with -XX:-EnableDynamicAgentLoading, which commands need, too: start it without, or with -javaagent:pindown-agent.jar and its options");
      }
      if (!files.catchesQuit()) {
        throw new Refusal(Reason.ATTACH_DISABLED, process() + " would die of an attach, since it does not catch SIGQUIT: it runs with -Xrs, or has just been started");
      }
    } catch (IOException e) {
      throw new Refusal(Reason.ENDED, process() + " has ended");
    }
  }

  /** In a thread of its own, since nothing ends a wait for a process that does not answer. */
  private void load(Path jar, Path told, Mailbox mailbox, boolean needsAgent) throws Refusal, IOException {
    CompletableFuture<Void> loaded = new CompletableFuture<>();
    Thread attaching = new Thread(() -> {
      try {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(target.pid()));
        try {
          if (needsAgent && machine.getSystemProperties().getProperty(Reply.PROPERTY) == null) {
            throw notAttached(); // and nothing is left in the process, not even a class
          }
          machine.loadAgent(jar.toString(), PREFIX + told);
        } finally {
          machine.detach();
        }
        loaded.complete(null);
      } catch (Throwable e) {
        loaded.completeExceptionally(e);
      }
    }, "pindown-attach");
    attaching.setDaemon(true);
    attaching.start();
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        loaded.get(100, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        if (target.files().hasEnded()) {
          throw new Refusal(Reason.ENDED, process() + " has ended meanwhile");
        }
        if (System.nanoTime() - end > 0) {
          throw noAnswer(mailbox);
        }
      } catch (ExecutionException e) {
        throw failed(e.getCause(), mailbox);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw noAnswer(mailbox);
      }
    }
  }

  private Refusal notAttached() {
    return new Refusal(Reason.NOT_ATTACHED, process() + " has no agent: use attach " + target.pid());
  }

  private Refusal noAnswer(Mailbox mailbox) throws IOException {
    String done = mailbox.takeBack() ? "the command was taken back, nothing was done" : "it has begun with the command, whose end is not known: see status";
    String stopped = target.files().isStopped() ? ", since it was stopped meanwhile" : "";
    return new Refusal(Reason.NO_ANSWER, process() + " does not answer within " + limit.toSeconds() + " s" + stopped + "; " + done);
  }

  private Refusal failed(Throwable cause, Mailbox mailbox) throws IOException {
    if (cause instanceof Refusal) {
      return (Refusal) cause;
    }
    if (target.files().hasEnded()) {
      return new Refusal(Reason.ENDED, process() + " has ended meanwhile");
    }
    String said = String.valueOf(cause.getMessage());
    if (said.contains("Dynamic agent loading is not enabled")) {
      return new Refusal(Reason.DYNAMIC_LOADING_OFF, process() + " does not allow agents to be loaded: start it without -XX:-EnableDynamicAgentLoading, or with -javaagent");
    }
    if (cause instanceof AttachNotSupportedException) {
      return new Refusal(Reason.ATTACH_DISABLED, process() + " does not take part in the attach: " + said);
    }
    if (cause instanceof AgentLoadException || cause instanceof AgentInitializationException) {
      return new Refusal(Reason.NOT_REACHABLE, process() + " cannot load the agent's jar: " + said + "; the process's stderr may say why");
    }
    boolean back = mailbox.takeBack();
    return new Refusal(Reason.NOT_REACHABLE, process() + " cannot be reached: " + cause + (back ? "" : "; it has begun with the command, whose end is not known"));
  }

  private Message understood(Mailbox mailbox) throws Refusal, IOException {
    Message reply;
    try {
      reply = mailbox.reply();
    } catch (MessageException e) {
      throw new Refusal(Reason.OTHER_AGENT, process() + " answers what this version does not understand: " + e.getMessage());
    }
    if (reply == null) {
      boolean back = mailbox.takeBack();
      throw new Refusal(
          back ? Reason.OTHER_AGENT : Reason.NO_ANSWER,
          process() + (back ? " has an agent that knows no commands: another version, use its own jar" : " has failed to answer; its stderr says why"));
    }
    String message = reply.text(Reply.MESSAGE);
    switch (reply.text(Reply.OUTCOME)) {
      case Reply.DONE:
        return reply;
      case Reply.NOT_ATTACHED:
        throw notAttached();
      case Reply.OTHER_AGENT:
        throw new Refusal(Reason.OTHER_AGENT, message + "; use java -jar " + reply.text(Reply.JAR));
      default:
        throw new Refusal(Reason.REFUSED, process() + " answers: " + message);
    }
  }
}
