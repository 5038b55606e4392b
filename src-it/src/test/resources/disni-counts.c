// Stands in for libdisni, which DiSNI's artifact does not contain: registers with nobody, but keeps account. Built with PACKAGE being the
// package of DiSNI's natives as JNI writes it.
#include "native-counts.h"

#define JOIN(package, name) Java_##package##_NativeDispatcher_##name
#define NAMED(package, name) JOIN(package, name)
#define NATIVE(name) NAMED(PACKAGE, name)

static int32_t keys = 100;

int32_t NATIVE(_1getVersion)(void *env, void *self) { return 32; }
int32_t NATIVE(_1getSockAddrInSize)(void *env, void *self) { return 28; }
int32_t NATIVE(_1getIbvRecvWRSize)(void *env, void *self) { return 32; }
int32_t NATIVE(_1getIbvSendWRSize)(void *env, void *self) { return 72; }
int32_t NATIVE(_1getIbvSgeSize)(void *env, void *self) { return 16; }
int32_t NATIVE(_1getIbvWCSize)(void *env, void *self) { return 48; }
int32_t NATIVE(_1getRemoteAddressOffset)(void *env, void *self) { return 40; }
int32_t NATIVE(_1getRKeyOffset)(void *env, void *self) { return 48; }
int32_t NATIVE(_1getContextFd)(void *env, void *self, int64_t id) { return 7; }
int32_t NATIVE(_1getContextNumCompVectors)(void *env, void *self, int64_t id) { return 1; }
int32_t NATIVE(_1getPdHandle)(void *env, void *self, int64_t id) { return 11; }

int64_t NATIVE(_1allocPd)(void *env, void *self, int64_t context) { return 4711; }
int32_t NATIVE(_1deallocPd)(void *env, void *self, int64_t id) { return 0; }

// Like a driver's: no memory, no registration; a key for each.
int64_t NATIVE(_1regMr)(void *env, void *self, int64_t domain, int64_t address, int32_t length, int32_t access, int64_t lkey, int64_t rkey, int64_t handle) {
  unsigned char resident;
  long page = sysconf(_SC_PAGESIZE);
  if (length <= 0 || mincore((void *) (address & -page), 1, &resident) != 0) {
    return -1;
  }
  int32_t key = __sync_add_and_fetch(&keys, 1);
  *(int32_t *) lkey = key;
  *(int32_t *) rkey = key + 1000000;
  *(int32_t *) handle = key + 2000000;
  made(key);
  return key;
}

#ifdef STATUS
int32_t NATIVE(_1deregMr)(void *env, void *self, int64_t id) { return ended(id) ? 0 : -1; }
#else
void NATIVE(_1deregMr)(void *env, void *self, int64_t id) { ended(id); }
#endif
