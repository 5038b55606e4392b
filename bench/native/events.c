/* Unmap events, without the system call; registering again what they took out; and resident memory of each region. */
#include "bench.h"

#include <stdlib.h>
#include <ucm/api/ucm.h>

enum { EVENTS = 1 << 20, UNWATCHED_RANGES = 1000, BATCH = 20000 };

/* Of ranges that are in no region: those of a program that uses the same thousand blocks again and again. */
void run_unwatched(struct bench *bench) {
  const struct options *options = bench->options;
  uint64_t beyond = FIRST_ADDRESS + ((uint64_t)options->regions + 1) * WINDOW_BYTES;
  uint64_t walk = mix(1);
  bench_fill(bench);
  for (int repeat = -(int)options->warmup; repeat < (int)options->repeats; repeat++) {
    uint64_t begin = now_nanos();
    for (int i = 0; i < EVENTS; i++) {
      ucm_vm_munmap((void *)(beyond + next_index(&walk, UNWATCHED_RANGES) * WINDOW_BYTES), PAGE_BYTES);
    }
    report(options, "unwatched", repeat, (double)(now_nanos() - begin) / EVENTS);
  }
}

/* Brings `count` random elements to the front: a partial Fisher-Yates shuffle. */
static void shuffle(uint64_t *addresses, uint32_t count, uint32_t size, uint64_t *walk) {
  for (uint32_t i = 0; i < count; i++) {
    uint32_t j = i + next_index(walk, size - i);
    uint64_t other = addresses[j];
    addresses[j] = addresses[i];
    addresses[i] = other;
  }
}

/* Of random ones of the regions, each event hitting one; and after what they left behind is cleared away, the same inserted again. */
void run_invalidate(struct bench *bench) {
  const struct options *options = bench->options;
  uint32_t batch = options->regions < BATCH ? options->regions : BATCH;
  uint64_t elsewhere = FIRST_ADDRESS + ((uint64_t)options->regions + 1) * WINDOW_BYTES;
  uint64_t walk = mix(2);
  bench_fill(bench);
  for (int repeat = -(int)options->warmup; repeat < (int)options->repeats; repeat++) {
    shuffle(bench->addresses, batch, options->regions, &walk);
    uint64_t begin = now_nanos();
    for (uint32_t i = 0; i < batch; i++) {
      ucm_vm_munmap((void *)bench->addresses[i], REGION_BYTES);
    }
    report(options, "invalidate", repeat, (double)(now_nanos() - begin) / batch);

    get_and_put(bench->cache, elsewhere); /* a miss clears away all that is invalid */
    ucm_vm_munmap((void *)elsewhere, REGION_BYTES);
    get_and_put(bench->cache, elsewhere + WINDOW_BYTES);
    ucm_vm_munmap((void *)(elsewhere + WINDOW_BYTES), REGION_BYTES);

    uint64_t before = registrations();
    begin = now_nanos();
    for (uint32_t i = 0; i < batch; i++) {
      get_and_put(bench->cache, bench->addresses[i]);
    }
    report(options, "insert", repeat, (double)(now_nanos() - begin) / batch);
    require(registrations() == before + batch, "an invalidated region was found again");
  }
}

void run_memory(struct bench *bench) {
  const struct options *options = bench->options;
  uint64_t before = resident_bytes();
  bench_fill(bench);
  report(options, "memory", 0, (double)(resident_bytes() - before) / options->regions);
}
