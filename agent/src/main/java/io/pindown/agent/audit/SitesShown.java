package io.pindown.agent.audit;

/** Which sites a report lists one by one; its counts are always of all. */
enum SitesShown {
  ALL,
  /** Those that need the kernel monitor, and those of which nothing is known. */
  PROBLEMS,
  NONE;

  boolean shows(Site site) {
    return this == ALL || this == PROBLEMS && site.verdict().compareTo(Verdict.KERNEL) >= 0;
  }
}
