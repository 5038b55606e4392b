// Preloaded: counts what a program, by jucx or else, registers with UCX and deregisters.
#define _GNU_SOURCE
#include <dlfcn.h>
#include "native-counts.h"

typedef int (*map_function)(void *, const void *, void **);
typedef int (*unmap_function)(void *, void *);

// not preloaded itself: UCX is there when the first of these is called
static void *ucp(const char *function) {
  static void *library;
  if (library == NULL) {
    library = dlopen("libucp.so.0", RTLD_LAZY | RTLD_NOLOAD);
  }
  return dlsym(library, function);
}

int ucp_mem_map(void *context, const void *params, void **memory) {
  int status = ((map_function) ucp("ucp_mem_map"))(context, params, memory);
  if (status == 0) {
    made((uint64_t) *memory);
  }
  return status;
}

int ucp_mem_unmap(void *context, void *memory) {
  ended((uint64_t) memory);
  return ((unmap_function) ucp("ucp_mem_unmap"))(context, memory);
}
