package io.pindown.agent.adapter;

/** A UcpMemMapParams, which is made to implement this while it is loaded: what to register. */
public interface JucxRange {
  /** The library's own methods. */
  long getAddress();

  long getLength();

  /** Which of the others have been set, as UCP_MEM_MAP_PARAM_FIELD_ bits. */
  long pindownMask();

  long pindownFlags();

  /** UCP_MEM_MAP_PROT_ bits. */
  long pindownProtection();

  /** A ucs_memory_type. */
  int pindownMemoryType();
}
