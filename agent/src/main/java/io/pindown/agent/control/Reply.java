package io.pindown.agent.control;

/** The keys that each request and each reply has, and what a reply can say came of it. */
public final class Reply {
  /** The command of a request. */
  public static final String COMMAND = "command";

  /** The version of who wrote the message; of a jar that is not packaged, {@link #UNPACKAGED}. */
  public static final String VERSION = "version";

  /** The jar that who wrote the message comes from, as its process names it. */
  public static final String JAR = "jar";

  /** {@link #DONE}, {@link #REFUSED}, {@link #NOT_ATTACHED}, {@link #OTHER_AGENT} or {@link #FAILED}. */
  public static final String OUTCOME = "outcome";

  /** Why, or what there is to say besides. */
  public static final String MESSAGE = "message";

  public static final String DONE = "done";
  /** The request cannot be met, now or ever; nothing was changed. */
  public static final String REFUSED = "refused";
  /** There is no agent in the process, and the request needs one. */
  public static final String NOT_ATTACHED = "not-attached";
  /** The agent in the process is another one than the one that asks; nothing was changed. */
  public static final String OTHER_AGENT = "other-agent";
  /** Something went wrong on the way; what the process is like now, its status tells. */
  public static final String FAILED = "failed";

  /** The system property that a process has while an agent is installed in it. */
  public static final String PROPERTY = "io.pindown.agent";

  public static final String UNPACKAGED = "unpackaged";

  private Reply() {}
}
