// In front of libucp: passes everything on, and counts what is registered.
#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_long registered;

static void *ucp(const char *function) {
  static void *library;
  if (library == NULL) {
    library = dlopen("libucp.so.0", RTLD_LAZY);
  }
  return dlsym(library, function);
}

int ucp_mem_map(void *context, const void *params, void **memory) {
  int status = ((int (*)(void *, const void *, void **)) ucp("ucp_mem_map"))(context, params, memory);
  if (status == 0) {
    atomic_fetch_add(&registered, 1);
  }
  return status;
}

int ucp_mem_unmap(void *context, void *memory) {
  int status = ((int (*)(void *, void *)) ucp("ucp_mem_unmap"))(context, memory);
  if (status == 0) {
    atomic_fetch_sub(&registered, 1);
  }
  return status;
}

int ucp_rkey_pack(void *context, void *memory, void **buffer, size_t *size) {
  return ((int (*)(void *, void *, void **, size_t *)) ucp("ucp_rkey_pack"))(context, memory, buffer, size);
}

void ucp_rkey_buffer_release(void *buffer) {
  ((void (*)(void *)) ucp("ucp_rkey_buffer_release"))(buffer);
}

long ucp_registered(void) {
  return atomic_load(&registered);
}
