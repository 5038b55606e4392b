package io.pindown.nic.ucx;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;

/**
 * What {@code <ucp/api/ucp.h>} has for registering: the layout's name is the C type, each member's name the C member; pointers are numbers.
 * The ABI test holds it against the compiler. Members that later releases have added are named by bits that are not set here.
 */
final class UcpLayouts {
  // typedef struct ucp_mem_map_params { ... } ucp_mem_map_params_t, as of UCX 1.11
  static final StructLayout MEM_MAP_PARAMS$LAYOUT =
      MemoryLayout.structLayout(
              JAVA_LONG.withName("field_mask"),
              JAVA_LONG.withName("address"),
              JAVA_LONG.withName("length"),
              JAVA_INT.withName("flags"),
              JAVA_INT.withName("prot"),
              JAVA_INT.withName("memory_type"),
              MemoryLayout.paddingLayout(4))
          .withName("ucp_mem_map_params_t");

  private UcpLayouts() {}

  static long offset(String member) {
    return MEM_MAP_PARAMS$LAYOUT.byteOffset(PathElement.groupElement(member));
  }
}
