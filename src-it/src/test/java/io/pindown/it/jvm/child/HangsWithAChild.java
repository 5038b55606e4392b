package io.pindown.it.jvm.child;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Starts another process, writes its id to the artefact, and never ends. */
public final class HangsWithAChild {
  private HangsWithAChild() {}

  public static void main(String[] args) throws Exception {
    Process child = new ProcessBuilder("sleep", "1009").start();
    Files.writeString(Path.of(System.getProperty("it.artefact")), "child=" + child.pid() + "\n");
    new CountDownLatch(1).await();
  }
}
