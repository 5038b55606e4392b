package io.pindown.agent.kernel;

import java.util.HexFormat;

/**
 * What {@code src/main/asm/reader.S} is assembled to: the reader and a way to make system calls whose error number nobody overwrites. A
 * test assembles the source again and compares.
 */
final class ReaderCode {
  /** Where {@code call} begins. */
  static final int CALL = 0;

  /** Where {@code reader} begins. */
  static final int READER = 32;

  private static final String CODE =
      "4889f84889f74889d64889ca4d89c24d89c84c8b4c24080f05c3cccccccccccc"
          + "53554883ec084889fb31edb8ba0000000f0548898388000000b80e000000bf02"
          + "000000488d737031d241ba080000000f05b89d000000bf0f000000488d73780f"
          + "05b807000000488d7b40be0200000048c7c2ffffffff0f054883f8fc74e34885"
          + "c00f888300000066837b4e00757748c7c0f7ffffff66f743460100746d488d44"
          + "2d01488703488b73584889f24821ee4829f248ffc2483b5360480f47536048c1"
          + "e20548c1e605480373508b7b4031c00f054885c0782148c7c1f7ffffff480f44"
          + "c1742748c1e8054801c5488d442d00488903e96affffff4883f8f574ed4883f8"
          + "fc74e7eb05b801000000488d4c2d0148870b488943688b7b40b8030000000f05"
          + "31c04883c4085d5bc3";

  private ReaderCode() {}

  /** For x86-64, to be put anywhere. */
  static byte[] bytes() {
    return HexFormat.of().parseHex(CODE);
  }
}
