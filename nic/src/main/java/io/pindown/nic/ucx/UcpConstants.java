package io.pindown.nic.ucx;

/** Constants of {@code <ucp/api/ucp.h>} and {@code <ucs/type/status.h>}; the ABI test holds them against the compiler. */
final class UcpConstants {
  static final int UCP_MEM_MAP_PARAM_FIELD_ADDRESS = 1;
  static final int UCP_MEM_MAP_PARAM_FIELD_LENGTH = 1 << 1;
  static final int UCP_MEM_MAP_PARAM_FIELD_PROT = 1 << 3;

  static final int UCP_MEM_MAP_PROT_LOCAL_READ = 1;
  static final int UCP_MEM_MAP_PROT_LOCAL_WRITE = 1 << 1;
  static final int UCP_MEM_MAP_PROT_REMOTE_READ = 1 << 8;
  static final int UCP_MEM_MAP_PROT_REMOTE_WRITE = 1 << 9;

  static final int UCS_OK = 0;
  static final int UCS_ERR_NO_RESOURCE = -2;
  static final int UCS_ERR_NO_MEMORY = -4;
  static final int UCS_ERR_INVALID_ADDR = -7;
  static final int UCS_ERR_EXCEEDS_LIMIT = -21;
  static final int UCS_ERR_UNSUPPORTED = -22;

  private UcpConstants() {}
}
