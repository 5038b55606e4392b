/*
 * Get and put of registered regions in random order, by one or more threads, or by one beside a thread that unmaps other memory; each
 * repeat is a window of time.
 */
#include "bench.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>
#include <ucm/api/ucm.h>

enum { OPS_BETWEEN_LOOKS = 256, MAX_THREADS = 64, OTHER_RANGES = 1024 };

struct worker {
  pthread_t thread;
  const struct bench *bench;
  pthread_barrier_t *start;
  const atomic_bool *stop;
  uint64_t seed;
  double nanos_per_op;
};

static void *work(void *arg) {
  struct worker *self = arg;
  ucs_rcache_t *cache = self->bench->cache;
  const uint64_t *addresses = self->bench->addresses;
  uint32_t regions = self->bench->options->regions;
  uint64_t walk = self->seed;
  uint64_t ops = 0;
  pthread_barrier_wait(self->start);
  uint64_t begin = now_nanos();
  while (!atomic_load_explicit(self->stop, memory_order_relaxed)) {
    for (int i = 0; i < OPS_BETWEEN_LOOKS; i++) {
      ucs_rcache_region_t *region = get_and_put(cache, addresses[next_index(&walk, regions)]);
      __asm__ volatile("" : : "r"(region));
    }
    ops += OPS_BETWEEN_LOOKS;
  }
  self->nanos_per_op = (double)(now_nanos() - begin) / (double)ops;
  return NULL;
}

static void *unmap_others(void *arg) {
  struct worker *self = arg;
  uint64_t beyond = FIRST_ADDRESS + ((uint64_t)self->bench->options->regions + 1) * WINDOW_BYTES;
  uint64_t walk = self->seed;
  pthread_barrier_wait(self->start);
  while (!atomic_load_explicit(self->stop, memory_order_relaxed)) {
    ucm_vm_munmap((void *)(beyond + next_index(&walk, OTHER_RANGES) * WINDOW_BYTES), REGION_BYTES);
  }
  return NULL;
}

/* Nanoseconds that an operation takes a thread, on average. The main thread sleeps, and is the idle one when there is one worker. */
static double window(const struct bench *bench, int repeat, int storm) {
  struct worker workers[MAX_THREADS + 1];
  pthread_barrier_t start;
  atomic_bool stop = false;
  uint32_t threads = bench->options->threads;
  pthread_barrier_init(&start, NULL, threads + storm + 1);
  for (uint32_t i = 0; i < threads + storm; i++) {
    workers[i] = (struct worker){.bench = bench, .start = &start, .stop = &stop, .seed = mix((uint64_t)(repeat + 1000) * MAX_THREADS + i)};
    require(pthread_create(&workers[i].thread, NULL, i < threads ? work : unmap_others, &workers[i]) == 0, "cannot start a thread");
  }
  pthread_barrier_wait(&start);
  struct timespec time = {.tv_sec = bench->options->millis / 1000, .tv_nsec = (long)(bench->options->millis % 1000) * 1000000};
  nanosleep(&time, NULL);
  atomic_store(&stop, true);
  double sum = 0;
  for (uint32_t i = 0; i < threads + storm; i++) {
    pthread_join(workers[i].thread, NULL);
    sum += workers[i].nanos_per_op; /* of the storm, 0 */
  }
  pthread_barrier_destroy(&start);
  return sum / threads;
}

static void run(struct bench *bench, const char *figure, int storm) {
  const struct options *options = bench->options;
  require(options->threads <= MAX_THREADS, "too many threads");
  bench_fill(bench);
  for (int repeat = -(int)options->warmup; repeat < (int)options->repeats; repeat++) {
    report(options, figure, repeat, window(bench, repeat, storm));
  }
  require(registrations() == options->regions, "not every access was a hit");
}

void run_hit(struct bench *bench) {
  run(bench, "hit", 0);
}

void run_storm(struct bench *bench) {
  run(bench, "storm", 1);
}
