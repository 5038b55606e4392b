package io.pindown.it.jvm.child;

import java.nio.file.Files;
import java.nio.file.Path;

/** Says its first argument on stdout, its second on stderr, 300,007 more bytes on both, and ends with its third as exit code. */
public final class Speaks {
  private Speaks() {}

  public static void main(String[] args) throws Exception {
    System.out.print(args[0]);
    System.err.print(args[1]);
    for (int i = 0; i < 300_007; i++) {
      System.out.write('.');
      System.err.write('.');
    }
    System.out.flush();
    System.err.flush();
    Files.writeString(Path.of(System.getProperty("it.artefact")), "said=" + args[0] + "\n");
    System.exit(Integer.parseInt(args[2]));
  }
}
