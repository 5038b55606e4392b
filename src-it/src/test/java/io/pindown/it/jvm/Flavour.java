package io.pindown.it.jvm;

import java.util.List;

/** A way to run a JVM that could make a difference to rewritten JDK code. */
public enum Flavour {
  DEFAULT,
  INTERPRETED("-Xint"),
  Z("-XX:+UseZGC"),
  SERIAL("-XX:+UseSerialGC"),
  /** Every JNI call checked. */
  CHECKED_JNI("-Xcheck:jni"),
  /** Boot classes are not verified as a rule, so wrong bytecode in one would crash the JVM instead of being refused. */
  VERIFIED("-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal", "-XX:+BytecodeVerificationRemote"),
  /** The address that is freed is not the address that the buffer shows. */
  PAGE_ALIGNED("-Dsun.nio.PageAlignDirectMemory=true"),
  /** JFR rewrites some of the same classes of the JDK. */
  RECORDED("-XX:StartFlightRecording:settings=profile"),
  /** malloc puts a header before each block. From 21 on: 17 itself crashes with it, agent or not, when a reallocation is refused. */
  TRACKED("-XX:NativeMemoryTracking=summary");

  private final List<String> flags;

  Flavour(String... flags) {
    this.flags = List.of(flags);
  }

  public List<String> flags() {
    return flags;
  }

  @Override
  public String toString() {
    return name().toLowerCase().replace('_', '-');
  }
}
