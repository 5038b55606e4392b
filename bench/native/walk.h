/*
 * The access pattern that both sides of the comparison share: where region number i lies, and in which order regions are visited.
 * The Java side is io.pindown.bench.Layout and io.pindown.bench.Walk; change one only with the other.
 */
#ifndef PINDOWN_BENCH_WALK_H
#define PINDOWN_BENCH_WALK_H

#include <stdint.h>

enum layout { SPARSE, DENSE };

#define REGION_BYTES (64ul << 10)

static const uint64_t FIRST_ADDRESS = 1ul << 44;
static const uint64_t WINDOW_BYTES = 1ul << 20;
static const uint64_t PAGE_BYTES = 4096;

/* The output function of SplitMix64 (Steele, Lea, Flood 2014). */
static inline uint64_t mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ul;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBul;
  return z ^ (z >> 31);
}

/* Dense: back to back. Sparse: at a random page of its own window of 1 MiB, not sticking out of it. */
static inline uint64_t region_address(enum layout layout, uint64_t i) {
  uint64_t pages = (WINDOW_BYTES - REGION_BYTES) / PAGE_BYTES + 1;
  return layout == DENSE ? FIRST_ADDRESS + i * REGION_BYTES
                         : FIRST_ADDRESS + i * WINDOW_BYTES + (mix(i + 1) >> 32) * pages / (1ul << 32) * PAGE_BYTES;
}

/* xorshift64 (Marsaglia 2003), scaled to [0, bound) without a division. */
static inline uint32_t next_index(uint64_t *state, uint32_t bound) {
  uint64_t x = *state;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  *state = x;
  return (uint32_t)((x >> 32) * bound >> 32);
}

#endif
