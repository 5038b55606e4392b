package io.pindown.agent.observe;

/**
 * What went by one way.
 *
 * @param name for people
 * @param sends transfers out that moved a byte at least; a transfer of several buffers at once counts for each of them. Of libraries that register
 *     memory, the registrations
 * @param sentBytes bytes of these
 * @param receives the same, in
 * @param receivedBytes bytes of these
 */
public record WayFigures(String name, long sends, long sentBytes, long receives, long receivedBytes) {
  public long transfers() {
    return sends + receives;
  }

  public long bytes() {
    return sentBytes + receivedBytes;
  }
}
