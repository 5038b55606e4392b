package io.pindown.nic.fabric;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The structures of libfabric that hold data. The layout's name is the C type, each member's name the C member. Pointers and size_t are
 * longs. The ABI test holds sizes, offsets and member sizes against the compiler.
 */
final class FabricLayouts {
  // struct fi_info { struct fi_info *next; uint64_t caps, mode; uint32_t addr_format; size_t src_addrlen, dest_addrlen;
  //   void *src_addr, *dest_addr; fid_t handle; struct fi_tx_attr *tx_attr; struct fi_rx_attr *rx_attr; struct fi_ep_attr *ep_attr;
  //   struct fi_domain_attr *domain_attr; struct fi_fabric_attr *fabric_attr; struct fid_nic *nic; };   <rdma/fabric.h>
  static final StructLayout INFO$LAYOUT =
      MemoryLayout.structLayout(
              pointer("next"),
              word("caps"),
              word("mode"),
              number("addr_format"),
              MemoryLayout.paddingLayout(4),
              word("src_addrlen"),
              word("dest_addrlen"),
              pointer("src_addr"),
              pointer("dest_addr"),
              pointer("handle"),
              pointer("tx_attr"),
              pointer("rx_attr"),
              pointer("ep_attr"),
              pointer("domain_attr"),
              pointer("fabric_attr"),
              pointer("nic"))
          .withName("struct fi_info");

  // struct fi_tx_attr { uint64_t caps, mode, op_flags, msg_order, comp_order; size_t inject_size, size, iov_limit, rma_iov_limit;
  //   uint32_t tclass; };   <rdma/fabric.h>
  static final StructLayout TX_ATTR$LAYOUT =
      MemoryLayout.structLayout(
              word("caps"),
              word("mode"),
              word("op_flags"),
              word("msg_order"),
              word("comp_order"),
              word("inject_size"),
              word("size"),
              word("iov_limit"),
              word("rma_iov_limit"),
              number("tclass"),
              MemoryLayout.paddingLayout(4))
          .withName("struct fi_tx_attr");

  // struct fi_ep_attr { enum fi_ep_type type; uint32_t protocol, protocol_version; size_t max_msg_size, ...; };   <rdma/fabric.h>
  static final StructLayout EP_ATTR$LAYOUT =
      MemoryLayout.structLayout(
              number("type"),
              number("protocol"),
              number("protocol_version"),
              MemoryLayout.paddingLayout(4),
              word("max_msg_size"),
              word("msg_prefix_size"),
              word("max_order_raw_size"),
              word("max_order_war_size"),
              word("max_order_waw_size"),
              word("mem_tag_format"),
              word("tx_ctx_cnt"),
              word("rx_ctx_cnt"),
              word("auth_key_size"),
              pointer("auth_key"))
          .withName("struct fi_ep_attr");

  // struct fi_domain_attr { struct fid_domain *domain; char *name; enum fi_threading threading; enum fi_progress control_progress,
  //   data_progress; enum fi_resource_mgmt resource_mgmt; enum fi_av_type av_type; int mr_mode; size_t mr_key_size, cq_data_size, cq_cnt,
  //   ep_cnt, tx_ctx_cnt, rx_ctx_cnt, max_ep_tx_ctx, max_ep_rx_ctx, max_ep_stx_ctx, max_ep_srx_ctx, cntr_cnt, mr_iov_limit;
  //   uint64_t caps, mode; uint8_t *auth_key; size_t auth_key_size, max_err_data, mr_cnt; uint32_t tclass; };   <rdma/fabric.h>
  static final StructLayout DOMAIN_ATTR$LAYOUT =
      MemoryLayout.structLayout(
              pointer("domain"),
              pointer("name"),
              number("threading"),
              number("control_progress"),
              number("data_progress"),
              number("resource_mgmt"),
              number("av_type"),
              number("mr_mode"),
              word("mr_key_size"),
              word("cq_data_size"),
              word("cq_cnt"),
              word("ep_cnt"),
              word("tx_ctx_cnt"),
              word("rx_ctx_cnt"),
              word("max_ep_tx_ctx"),
              word("max_ep_rx_ctx"),
              word("max_ep_stx_ctx"),
              word("max_ep_srx_ctx"),
              word("cntr_cnt"),
              word("mr_iov_limit"),
              word("caps"),
              word("mode"),
              pointer("auth_key"),
              word("auth_key_size"),
              word("max_err_data"),
              word("mr_cnt"),
              number("tclass"),
              MemoryLayout.paddingLayout(4))
          .withName("struct fi_domain_attr");

  // struct fi_fabric_attr { struct fid_fabric *fabric; char *name, *prov_name; uint32_t prov_version, api_version; };   <rdma/fabric.h>
  static final StructLayout FABRIC_ATTR$LAYOUT =
      MemoryLayout.structLayout(
              pointer("fabric"), pointer("name"), pointer("prov_name"), number("prov_version"), number("api_version"))
          .withName("struct fi_fabric_attr");

  // struct fi_av_attr { enum fi_av_type type; int rx_ctx_bits; size_t count, ep_per_node; const char *name; void *map_addr;
  //   uint64_t flags; };   <rdma/fi_domain.h>
  static final StructLayout AV_ATTR$LAYOUT =
      MemoryLayout.structLayout(
              number("type"),
              number("rx_ctx_bits"),
              word("count"),
              word("ep_per_node"),
              pointer("name"),
              pointer("map_addr"),
              word("flags"))
          .withName("struct fi_av_attr");

  // struct fi_cq_attr { size_t size; uint64_t flags; enum fi_cq_format format; enum fi_wait_obj wait_obj; int signaling_vector;
  //   enum fi_cq_wait_cond wait_cond; struct fid_wait *wait_set; };   <rdma/fi_eq.h>
  static final StructLayout CQ_ATTR$LAYOUT =
      MemoryLayout.structLayout(
              word("size"),
              word("flags"),
              number("format"),
              number("wait_obj"),
              number("signaling_vector"),
              number("wait_cond"),
              pointer("wait_set"))
          .withName("struct fi_cq_attr");

  // struct fi_cq_tagged_entry { void *op_context; uint64_t flags; size_t len; void *buf; uint64_t data, tag; };   <rdma/fi_eq.h>
  static final StructLayout CQ_TAGGED_ENTRY$LAYOUT =
      MemoryLayout.structLayout(
              pointer("op_context"), word("flags"), word("len"), pointer("buf"), word("data"), word("tag"))
          .withName("struct fi_cq_tagged_entry");

  // struct fi_cq_err_entry { void *op_context; uint64_t flags; size_t len; void *buf; uint64_t data, tag; size_t olen; int err,
  //   prov_errno; void *err_data; size_t err_data_size; };   <rdma/fi_eq.h>
  static final StructLayout CQ_ERR_ENTRY$LAYOUT =
      MemoryLayout.structLayout(
              pointer("op_context"),
              word("flags"),
              word("len"),
              pointer("buf"),
              word("data"),
              word("tag"),
              word("olen"),
              number("err"),
              number("prov_errno"),
              pointer("err_data"),
              word("err_data_size"))
          .withName("struct fi_cq_err_entry");

  // struct iovec { void *iov_base; size_t iov_len; };   <sys/uio.h>
  static final StructLayout IOVEC$LAYOUT =
      MemoryLayout.structLayout(pointer("iov_base"), word("iov_len")).withName("struct iovec");

  // struct fi_mr_attr { const struct iovec *mr_iov; size_t iov_count; uint64_t access, offset, requested_key; void *context;
  //   size_t auth_key_size; uint8_t *auth_key; enum fi_hmem_iface iface; union { uint64_t reserved; ... } device; };   <rdma/fi_domain.h>
  static final StructLayout MR_ATTR$LAYOUT =
      MemoryLayout.structLayout(
              pointer("mr_iov"),
              word("iov_count"),
              word("access"),
              word("offset"),
              word("requested_key"),
              pointer("context"),
              word("auth_key_size"),
              pointer("auth_key"),
              number("iface"),
              MemoryLayout.paddingLayout(4),
              word("device"))
          .withName("struct fi_mr_attr");

  private FabricLayouts() {}

  private static ValueLayout.OfLong pointer(String name) {
    return JAVA_LONG.withName(name);
  }

  private static ValueLayout.OfLong word(String name) {
    return JAVA_LONG.withName(name);
  }

  private static ValueLayout.OfInt number(String name) {
    return JAVA_INT.withName(name);
  }

  /** Bytes from the start of {@code layout} to {@code member}. */
  static long offset(StructLayout layout, String member) {
    return layout.byteOffset(MemoryLayout.PathElement.groupElement(member));
  }
}
