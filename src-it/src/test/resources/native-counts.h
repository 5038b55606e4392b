// Registrations by a library's own count, in the file that PINDOWN_COUNTS names: what was made, what was ended, what was ended that was not
// there. A program reads the file at any time.
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define LIVE_MAX 4096

static int64_t unheard[4];
static volatile int64_t *counts = unheard; // made, ended, wrongly ended
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static uint64_t live[LIVE_MAX];

__attribute__((constructor)) static void begin_counting(void) {
  const char *name = getenv("PINDOWN_COUNTS");
  int fd = name == NULL ? -1 : open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0 && ftruncate(fd, sizeof unheard) == 0) {
    void *mapped = mmap(NULL, sizeof unheard, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped != MAP_FAILED) {
      counts = mapped;
    }
  }
}

static void made(uint64_t handle) {
  pthread_mutex_lock(&mutex);
  counts[0]++;
  for (int i = 0; i < LIVE_MAX; i++) {
    if (live[i] == 0) {
      live[i] = handle;
      break;
    }
  }
  pthread_mutex_unlock(&mutex);
}

// Whether it was there. One library may give the same handle twice: then it is there twice.
static int ended(uint64_t handle) {
  int found = 0;
  pthread_mutex_lock(&mutex);
  for (int i = 0; i < LIVE_MAX && !found; i++) {
    if (live[i] == handle) {
      live[i] = 0;
      found = 1;
    }
  }
  counts[found ? 1 : 2]++;
  pthread_mutex_unlock(&mutex);
  return found;
}
