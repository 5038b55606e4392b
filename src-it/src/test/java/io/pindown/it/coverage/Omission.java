package io.pindown.it.coverage;

/**
 * Paths whose test could not run on this machine: their rows are not compared, and the table cannot be written here.
 *
 * @param path as in {@link Cell}, or the beginning of several, with {@code *} after it
 * @param reason what is missing, as the skipped test prints it
 */
public record Omission(String path, String reason) {
  boolean concerns(String one) {
    return path.endsWith("*") ? one.startsWith(path.substring(0, path.length() - 1)) : one.equals(path);
  }

  /** Writes it down for this run. */
  public void record() {
    CellFiles.ofThisRun().write(this);
  }
}
