/* What the parts of the program share: the options, the cache under test, and how a result is printed. */
#ifndef PINDOWN_BENCH_H
#define PINDOWN_BENCH_H

#include "walk.h"

#include <ucs/memory/rcache.h>

struct options {
  const char *what;
  uint32_t regions;
  uint32_t threads;
  uint32_t millis;
  uint32_t warmup;
  uint32_t repeats;
  enum layout layout;
};

struct bench {
  const struct options *options;
  ucs_rcache_t *cache;
  uint64_t *addresses;
};

/* Stops the program with a message when a call of the library fails: a figure of a failed call would be no figure. */
void require_ok(ucs_status_t status, const char *what);
void require(int holds, const char *what);

/* A cache without limits over the process's memory, whose registrar does nothing; and its regions' addresses, not yet registered. */
void bench_open(struct bench *bench, const struct options *options);
void bench_close(struct bench *bench);
void bench_fill(struct bench *bench);

/* How often the registrar has registered: tells hits from misses. */
uint64_t registrations(void);

static inline ucs_rcache_region_t *get_and_put(ucs_rcache_t *cache, uint64_t address) {
  ucs_rcache_region_t *region;
  require_ok(ucs_rcache_get(cache, (void *)address, REGION_BYTES, PROT_READ | PROT_WRITE, NULL, &region), "ucs_rcache_get");
  ucs_rcache_region_put(cache, region);
  return region;
}

uint64_t now_nanos(void);
uint64_t resident_bytes(void);

/* One line of JSON on stdout; repeats below 0 are warm-up and are not printed. */
void report(const struct options *options, const char *figure, int repeat, double value);

/*
 * Keeps a second thread asleep until the process ends: glibc leaves out atomic operations while a process has one thread, and a JVM has
 * many.
 */
void start_idle_thread(void);

void run_addresses(struct bench *bench);
void run_hit(struct bench *bench);
void run_storm(struct bench *bench);
void run_unwatched(struct bench *bench);
void run_invalidate(struct bench *bench);
void run_memory(struct bench *bench);

#endif
