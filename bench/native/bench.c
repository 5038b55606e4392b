#include "bench.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <ucm/api/ucm.h>
#include <uct/api/version.h>
#include <unistd.h>

/* What a registrar would keep: as much as a memory handle and a key. */
struct region {
  ucs_rcache_region_t super;
  uint64_t key;
};

static uint64_t registered;

static ucs_status_t mem_reg(void *context, ucs_rcache_t *cache, void *arg, ucs_rcache_region_t *region, uint16_t flags) {
  ((struct region *)region)->key = region->super.start;
  registered++; /* misses come from one thread only, here */
  return UCS_OK;
}

static void mem_dereg(void *context, ucs_rcache_t *cache, ucs_rcache_region_t *region) {
  ((struct region *)region)->key = 0;
}

static void dump_region(void *context, ucs_rcache_t *cache, ucs_rcache_region_t *region, char *buffer, size_t max) {
  snprintf(buffer, max, "key 0x%" PRIx64, ((struct region *)region)->key);
}

static const ucs_rcache_ops_t OPS = {.mem_reg = mem_reg, .mem_dereg = mem_dereg, .dump_region = dump_region};

void require(int holds, const char *what) {
  if (!holds) {
    fprintf(stderr, "ucx-rcache: %s\n", what);
    exit(1);
  }
}

void require_ok(ucs_status_t status, const char *what) {
  if (__builtin_expect(status != UCS_OK, 0)) {
    fprintf(stderr, "ucx-rcache: %s failed with status %d\n", what, (int)status);
    exit(1);
  }
}

void bench_open(struct bench *bench, const struct options *options) {
  ucs_rcache_params_t params = {
      .region_struct_size = sizeof(struct region),
      .alignment = UCS_RCACHE_MIN_ALIGNMENT,
      .max_alignment = (size_t)sysconf(_SC_PAGESIZE),
      .ucm_events = UCM_EVENT_VM_UNMAPPED,
      .ucm_event_priority = 1000, /* what UCX's transports ask for */
      .ops = &OPS,
      .context = NULL,
      .flags = 0,
      .max_regions = ~0ul,
      .max_size = ~0ul,
      .max_unreleased = ~0ul,
  };
  bench->options = options;
  require_ok(ucs_rcache_create(&params, "pindown-bench", NULL, &bench->cache), "ucs_rcache_create");
  bench->addresses = malloc(options->regions * sizeof(uint64_t));
  require(bench->addresses != NULL, "out of memory");
  for (uint32_t i = 0; i < options->regions; i++) {
    bench->addresses[i] = region_address(options->layout, i);
  }
}

void bench_fill(struct bench *bench) {
  for (uint32_t i = 0; i < bench->options->regions; i++) {
    get_and_put(bench->cache, bench->addresses[i]);
  }
  require(registrations() == bench->options->regions, "regions were merged while the cache was filled");
}

void bench_close(struct bench *bench) {
  ucs_rcache_destroy(bench->cache);
  free(bench->addresses);
}

void run_addresses(struct bench *bench) {
  for (uint32_t i = 0; i < bench->options->regions; i++) {
    report(bench->options, "address", 0, (double)bench->addresses[i]);
  }
}

uint64_t registrations(void) {
  return registered;
}

uint64_t now_nanos(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000ul + (uint64_t)t.tv_nsec;
}

uint64_t resident_bytes(void) {
  unsigned long size, resident;
  FILE *file = fopen("/proc/self/statm", "r");
  require(file != NULL && fscanf(file, "%lu %lu", &size, &resident) == 2, "cannot read /proc/self/statm");
  fclose(file);
  return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

void report(const struct options *options, const char *figure, int repeat, double value) {
  if (repeat < 0) {
    return;
  }
  printf("{\"library\":\"ucx\",\"version\":\"%s\",\"figure\":\"%s\",\"layout\":\"%s\",\"regions\":%" PRIu32 ",\"threads\":%" PRIu32
         ",\"repeat\":%d,\"value\":%.3f}\n",
         UCT_VERNO_STRING, figure, options->layout == DENSE ? "dense" : "sparse", options->regions, options->threads, repeat, value);
}

static void *sleep_for_ever(void *arg) {
  for (;;) {
    pause();
  }
  return arg;
}

void start_idle_thread(void) {
  pthread_t thread;
  require(pthread_create(&thread, NULL, sleep_for_ever, NULL) == 0, "cannot start a thread");
  pthread_detach(thread);
}
