package io.pindown.nic.fabric;

/** What an endpoint can do, as bits with libfabric's values; a union may be asked for. */
public final class Capabilities {
  /** Messages: {@code FI_MSG}. */
  public static final long MSG = FabricConstants.FI_MSG;
  /** Remote memory access: {@code FI_RMA}. */
  public static final long RMA = FabricConstants.FI_RMA;
  /** Messages that are matched by a tag: {@code FI_TAGGED}. */
  public static final long TAGGED = FabricConstants.FI_TAGGED;

  private Capabilities() {}
}
