/* A library that unmaps memory by itself, as any native library may. */
#include <sys/mman.h>

int quietly_unmap(void *address, unsigned long length) {
  int result = munmap(address, length);
  return result == 0 ? 0 : 1; /* not a tail call: its frame stays */
}
