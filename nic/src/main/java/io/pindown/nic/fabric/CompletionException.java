package io.pindown.nic.fabric;

/** An operation has failed. The message ends with what the provider says of it. */
public final class CompletionException extends FabricException {
  private static final long serialVersionUID = 1L;

  private final long context;
  private final int providerError;
  private final String providerText;

  CompletionException(long context, int error, int providerError, String providerText) {
    super("operation 0x" + Long.toHexString(context), error, "the provider says " + providerError + ", " + providerText);
    this.context = context;
    this.providerError = providerError;
    this.providerText = providerText;
  }

  /** What the operation was given to be known by. */
  public long context() {
    return context;
  }

  /** The provider's own number. */
  public int providerError() {
    return providerError;
  }

  /** What {@code fi_cq_strerror} says of it. */
  public String providerText() {
    return providerText;
  }
}
