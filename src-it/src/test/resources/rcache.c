// UCX's own cache of registrations, libucs' rcache, with a device that does nothing but count.
#include <stdint.h>
#include <ucs/memory/rcache.h>
#include <ucm/api/ucm.h>

static uint64_t registrations;

static ucs_status_t reg(void *context, ucs_rcache_t *rcache, void *arg, ucs_rcache_region_t *region, uint16_t flags) {
  __sync_fetch_and_add(&registrations, 1);
  return UCS_OK;
}

static void dereg(void *context, ucs_rcache_t *rcache, ucs_rcache_region_t *region) {
}

static void dump(void *context, ucs_rcache_t *rcache, ucs_rcache_region_t *region, char *buffer, size_t max) {
  buffer[0] = 0;
}

static ucs_rcache_ops_t ops = {.mem_reg = reg, .mem_dereg = dereg, .dump_region = dump};

// 0, or UCX's status: such as that nobody tells it of memory
int64_t rcache_open(uint64_t *cache) {
  ucs_rcache_params_t params = {
    .region_struct_size = sizeof(ucs_rcache_region_t),
    .alignment = 4096,
    .max_alignment = 4096,
    .ucm_events = UCM_EVENT_VM_UNMAPPED,
    .ucm_event_priority = 1000,
    .ops = &ops,
    .max_regions = SIZE_MAX,
    .max_size = SIZE_MAX,
    .max_unreleased = SIZE_MAX,
  };
  return ucs_rcache_create(&params, "pindown-it", NULL, (ucs_rcache_t **) cache);
}

// Registrations so far, after one use of the range; below 0, UCX's status
int64_t rcache_use(uint64_t cache, uint64_t address, uint64_t length) {
  ucs_rcache_region_t *region;
  ucs_status_t status = ucs_rcache_get((ucs_rcache_t *) cache, (void *) address, length, PROT_READ | PROT_WRITE, NULL, &region);
  if (status != UCS_OK) {
    return status;
  }
  ucs_rcache_region_put((ucs_rcache_t *) cache, region);
  return registrations;
}
