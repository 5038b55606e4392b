/*
 * Stands in for NVIDIA's driver, libcuda, where there is no GPU: the functions that nic.cuda calls, with the meaning that cuda.h and the driver API's reference
 * give them, and with their rules enforced. It has no device. Device memory is a file in memory; but registered host memory is pinned for real, as
 * fixed buffers of an io_uring, so a copy goes to the pages that were there when the memory was registered, as a GPU's does. Streams work on threads of
 * their own, so copies are asynchronous, and a test can hold them.
 *
 * Where the reference leaves something open, this is the stricter: registrations may not share a page; the host's side of a copy must lie in one registration,
 * or touch none.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
  SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NOT_INITIALIZED = 3, INVALID_DEVICE = 101, INVALID_CONTEXT = 201, INVALID_HANDLE = 400,
  NOT_READY = 600, ILLEGAL_ADDRESS = 700, ALREADY_REGISTERED = 712, NOT_REGISTERED = 713, NOT_SUPPORTED = 801
};
enum { DEVICES = 2, SLOTS = 4096, DEPTH = 16, READ_ONLY = 8, ALL_FLAGS = 15 };
#define PAGE 4096ull
#define DEVICE_BASE 0x600000000000ull
#define DEVICE_ROOM (1ull << 40)

typedef struct context { int device, references, error, memory; uint64_t top; } context;
typedef struct registration { uint64_t start, end, base; int slot, read_only, queued; context *owner; struct registration *next; } registration;
typedef struct allocation { uint64_t base, bytes; context *owner; struct allocation *next; } allocation;
typedef struct event { context *owner; uint64_t wanted, seen; int dead; } event;
typedef enum { TO_DEVICE, FROM_DEVICE, MARK, WAIT } kind;
typedef struct operation { kind what; uint64_t host, device, bytes, number; registration *pinned; event *at; struct operation *next; } operation;
typedef struct stream { context *owner; operation *first, *last; int busy, ended, dead; pthread_t worker; struct stream *next; } stream;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of everything below */
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int initialised, held, fail_next, refuse_record, violations;
static long pageable, objects;
static int64_t room = SLOTS;
static int broken; /* what was left behind in contexts that were broken, which is nobody's fault */
static context contexts[DEVICES];
static registration *registrations;
static allocation *allocations;
static stream *streams;
static char slot_taken[SLOTS];
static __thread context *stack[DEPTH];
static __thread int depth;

/* The ring: one operation at a time. */
static pthread_mutex_t ring_lock = PTHREAD_MUTEX_INITIALIZER;
static int ring = -1;
static char *sq, *cq;
static struct io_uring_sqe *sqes;
static struct io_uring_params ring_params;

static int open_ring(void) {
  ring = syscall(SYS_io_uring_setup, 2, &ring_params);
  if (ring < 0) return -1;
  sq = mmap(0, ring_params.sq_off.array + ring_params.sq_entries * 4, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
  cq = mmap(0, ring_params.cq_off.cqes + ring_params.cq_entries * sizeof(struct io_uring_cqe), PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_CQ_RING);
  sqes = mmap(0, ring_params.sq_entries * sizeof(struct io_uring_sqe), PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
  struct io_uring_rsrc_register table = {.nr = SLOTS, .flags = IORING_RSRC_REGISTER_SPARSE};
  return sq == MAP_FAILED || cq == MAP_FAILED || sqes == MAP_FAILED
      ? -1 : (int) syscall(SYS_io_uring_register, ring, IORING_REGISTER_BUFFERS2, &table, sizeof table);
}

/* Puts a range into a slot of the table, which pins it; length 0 takes it out. */
static int fix(int slot, uint64_t start, uint64_t length) {
  struct iovec range = {(void *) start, length};
  struct io_uring_rsrc_update2 update = {.offset = slot, .data = (uint64_t) &range, .nr = 1};
  return syscall(SYS_io_uring_register, ring, IORING_REGISTER_BUFFERS_UPDATE, &update, sizeof update) == 1 ? 0 : errno;
}

static int move_fixed(int file, uint64_t offset, int slot, uint64_t host, uint64_t bytes, int writes_host) {
  int done = 0;
  pthread_mutex_lock(&ring_lock);
  unsigned tail = *(unsigned *) (sq + ring_params.sq_off.tail), mask = *(unsigned *) (sq + ring_params.sq_off.ring_mask);
  struct io_uring_sqe *e = &sqes[tail & mask];
  memset(e, 0, sizeof *e);
  e->opcode = writes_host ? IORING_OP_READ_FIXED : IORING_OP_WRITE_FIXED;
  e->fd = file;
  e->off = offset;
  e->addr = host;
  e->len = bytes;
  e->buf_index = slot;
  ((unsigned *) (sq + ring_params.sq_off.array))[tail & mask] = tail & mask;
  __atomic_store_n((unsigned *) (sq + ring_params.sq_off.tail), tail + 1, __ATOMIC_RELEASE);
  while (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, 0, 0) < 0 && errno == EINTR) {}
  unsigned *head = (unsigned *) (cq + ring_params.cq_off.head);
  if (*head != __atomic_load_n((unsigned *) (cq + ring_params.cq_off.tail), __ATOMIC_ACQUIRE)) {
    done = ((struct io_uring_cqe *) (cq + ring_params.cq_off.cqes))[*head & *(unsigned *) (cq + ring_params.cq_off.ring_mask)].res;
    __atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
  }
  pthread_mutex_unlock(&ring_lock);
  return done;
}

/* Moves all of it; by address where the host's side is not pinned. */
static int move(context *c, const operation *o) {
  uint64_t offset = o->device - DEVICE_BASE - (uint64_t) c->device * DEVICE_ROOM;
  for (uint64_t at = 0; at < o->bytes; ) {
    uint64_t part = o->bytes - at < (1u << 30) ? o->bytes - at : 1u << 30;
    ssize_t n = o->pinned != 0 && o->pinned->slot >= 0
        ? move_fixed(c->memory, offset + at, o->pinned->slot, o->host + at, part, o->what == FROM_DEVICE)
        : o->what == FROM_DEVICE
            ? pread(c->memory, (void *) (o->host + at), part, offset + at)
            : pwrite(c->memory, (void *) (o->host + at), part, offset + at);
    if (n <= 0) return ILLEGAL_ADDRESS;
    at += n;
  }
  return SUCCESS;
}

static int is_registered(registration *r) {
  registration *i = registrations;
  while (i != 0 && i != r) i = i->next;
  return i != 0;
}

static void *work(void *argument) {
  stream *s = argument;
  pthread_mutex_lock(&lock);
  while (1) {
    operation *o = s->first;
    if (o == 0 && s->ended) break;
    if (o == 0 || held || (o->what == WAIT && o->at->seen < o->number)) {
      pthread_cond_wait(&changed, &lock);
      continue;
    }
    s->first = o->next;
    s->busy = 1;
    if (o->what == MARK) {
      o->at->seen = o->number;
    } else if (o->what != WAIT && s->owner->error == 0) {
      int result = fail_next;
      fail_next = 0;
      if (result == 0 && o->pinned != 0 && !is_registered(o->pinned)) {
        violations++;
        result = ILLEGAL_ADDRESS; /* unregistered under a copy */
      }
      pthread_mutex_unlock(&lock);
      if (result == 0) result = move(s->owner, o);
      pthread_mutex_lock(&lock);
      if (result != 0) s->owner->error = result;
    }
    if (o->pinned != 0 && is_registered(o->pinned)) o->pinned->queued--;
    free(o);
    s->busy = 0;
    pthread_cond_broadcast(&changed);
  }
  pthread_mutex_unlock(&lock);
  return 0;
}

/* What a test sees and does. */
void standin_hold(int on) {
  pthread_mutex_lock(&lock);
  held = on;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}
void standin_fail(int result) { pthread_mutex_lock(&lock); fail_next = result; pthread_mutex_unlock(&lock); }
void standin_refuse(int result) { pthread_mutex_lock(&lock); refuse_record = result; pthread_mutex_unlock(&lock); }
void standin_room(int registrations) { pthread_mutex_lock(&lock); room = registrations; pthread_mutex_unlock(&lock); }
int64_t standin_registered(void) {
  int64_t count = 0;
  pthread_mutex_lock(&lock);
  for (registration *r = registrations; r != 0; r = r->next) count++;
  pthread_mutex_unlock(&lock);
  return count;
}
int64_t standin_pageable(void) { return __atomic_load_n(&pageable, __ATOMIC_SEQ_CST); }
int64_t standin_violations(void) { return __atomic_load_n(&violations, __ATOMIC_SEQ_CST); }
int64_t standin_objects(void) { return __atomic_load_n(&objects, __ATOMIC_SEQ_CST); }
int64_t standin_depth(void) { return depth; }

/* After a broken context, in which nothing can be undone: as if the process had ended. */
void standin_forget(int unused) {
  (void) unused;
  pthread_mutex_lock(&lock);
  for (registration *r = registrations; r != 0; r = r->next) {
    if (r->slot >= 0) {
      fix(r->slot, 0, 0);
      slot_taken[r->slot] = 0;
    }
  }
  registrations = 0;
  allocations = 0;
  objects = 0;
  violations -= broken;
  broken = 0;
  pthread_mutex_unlock(&lock);
}

/* The current context; null, and *result, if none is good for a call. */
static context *current(int *result) {
  context *c = depth == 0 ? 0 : stack[depth - 1];
  *result = !initialised ? NOT_INITIALIZED : c == 0 || c->references == 0 ? INVALID_CONTEXT : c->error;
  return *result == SUCCESS ? c : 0;
}

int cuInit(unsigned flags) {
  pthread_mutex_lock(&lock);
  int ready = flags == 0 && (ring >= 0 || open_ring() == 0);
  initialised |= ready;
  pthread_mutex_unlock(&lock);
  return ready ? SUCCESS : INVALID_VALUE;
}

int cuDriverGetVersion(int *version) { *version = 12060; return SUCCESS; }

static const struct { int result; const char *name, *text; } texts[] = {
  {SUCCESS, "CUDA_SUCCESS", "no error"}, {INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
  {OUT_OF_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"}, {NOT_INITIALIZED, "CUDA_ERROR_NOT_INITIALIZED", "initialization error"},
  {INVALID_DEVICE, "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"}, {INVALID_CONTEXT, "CUDA_ERROR_INVALID_CONTEXT", "invalid device context"},
  {INVALID_HANDLE, "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"}, {NOT_READY, "CUDA_ERROR_NOT_READY", "device not ready"},
  {ILLEGAL_ADDRESS, "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"},
  {ALREADY_REGISTERED, "CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED", "part or all of the requested memory range is already mapped"},
  {NOT_REGISTERED, "CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED", "pointer does not correspond to a registered memory region"},
  {NOT_SUPPORTED, "CUDA_ERROR_NOT_SUPPORTED", "operation not supported"}};

static int text(int result, const char **to, int name) {
  for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
    if (texts[i].result == result) {
      *to = name ? texts[i].name : texts[i].text;
      return SUCCESS;
    }
  }
  *to = 0;
  return INVALID_VALUE;
}
int cuGetErrorName(int result, const char **to) { return text(result, to, 1); }
int cuGetErrorString(int result, const char **to) { return text(result, to, 0); }

int cuDeviceGetCount(int *count) { *count = DEVICES; return initialised ? SUCCESS : NOT_INITIALIZED; }
int cuDeviceGet(int *device, int ordinal) {
  *device = ordinal;
  return !initialised ? NOT_INITIALIZED : ordinal < 0 || ordinal >= DEVICES ? INVALID_DEVICE : SUCCESS;
}
int cuDeviceGetName(char *name, int room, int device) { snprintf(name, room, "stand-in, no GPU"); return device < DEVICES ? SUCCESS : INVALID_DEVICE; }
int cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = DEVICE_ROOM; return device < DEVICES ? SUCCESS : INVALID_DEVICE; }
int cuDeviceGetAttribute(int *value, int attribute, int device) {
  *value = attribute == 99 || attribute == 113;
  return device < DEVICES ? SUCCESS : INVALID_DEVICE;
}
int cuDeviceGetPCIBusId(char *id, int room, int device) { snprintf(id, room, "0000:00:%02x.0", device); return device < DEVICES ? SUCCESS : INVALID_DEVICE; }

int cuDevicePrimaryCtxRetain(context **c, int device) {
  if (!initialised) return NOT_INITIALIZED;
  if (device < 0 || device >= DEVICES) return INVALID_DEVICE;
  pthread_mutex_lock(&lock);
  *c = &contexts[device];
  if ((*c)->references++ == 0) {
    (*c)->device = device;
    (*c)->error = 0;
    (*c)->top = 0;
    (*c)->memory = memfd_create("stand-in-device", MFD_CLOEXEC);
  }
  pthread_mutex_unlock(&lock);
  return SUCCESS;
}

int cuDevicePrimaryCtxRelease_v2(int device) {
  if (device < 0 || device >= DEVICES) return INVALID_DEVICE;
  pthread_mutex_lock(&lock);
  context *c = &contexts[device];
  int result = c->references == 0 ? INVALID_CONTEXT : SUCCESS;
  if (result == SUCCESS && --c->references == 0) {
    int before = violations;
    for (registration *r = registrations; r != 0; r = r->next) violations += r->owner == c; /* left behind */
    for (allocation *a = allocations; a != 0; a = a->next) violations += a->owner == c;
    for (stream *s = streams; s != 0; s = s->next) violations += s->owner == c && !s->dead;
    if (c->error != 0) broken += violations - before;
    close(c->memory);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int cuCtxPushCurrent_v2(context *c) {
  if (c < contexts || c >= contexts + DEVICES || c->references == 0 || depth == DEPTH) return INVALID_CONTEXT;
  stack[depth++] = c;
  return SUCCESS;
}

int cuCtxPopCurrent_v2(context **c) {
  if (depth == 0) return INVALID_CONTEXT;
  *c = stack[--depth];
  return SUCCESS;
}

static void await(stream *s) {
  while (s->first != 0 || s->busy) pthread_cond_wait(&changed, &lock);
}

int cuCtxSynchronize(void) {
  int result;
  pthread_mutex_lock(&lock);
  context *c = current(&result);
  if (c != 0) {
    for (stream *s = streams; s != 0; s = s->next) {
      if (s->owner == c && !s->dead) await(s);
    }
    result = c->error;
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int cuStreamCreate(stream **made, unsigned flags) {
  int result;
  pthread_mutex_lock(&lock);
  context *c = current(&result);
  if (c != 0 && flags > 1) result = INVALID_VALUE;
  if (result == SUCCESS) {
    stream *s = calloc(1, sizeof *s);
    s->owner = c;
    s->next = streams;
    streams = s;
    objects++;
    *made = s;
    pthread_create(&s->worker, 0, work, s);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

/* The stream, if it is one; null, and *result, if not. */
static stream *open_stream(stream *wanted, int *result) {
  context *c = current(result);
  stream *s = streams;
  while (s != 0 && s != wanted) s = s->next;
  if (c == 0) return 0;
  if (s == 0 || s->dead || s->owner != c) {
    *result = INVALID_HANDLE;
    return 0;
  }
  return s;
}

static void queue(stream *s, operation what) {
  operation *o = malloc(sizeof *o);
  *o = what;
  o->next = 0;
  if (s->first == 0) s->first = o; else s->last->next = o;
  s->last = o;
  if (o->pinned != 0) o->pinned->queued++;
  pthread_cond_broadcast(&changed);
}

int cuStreamSynchronize(stream *wanted) {
  int result;
  pthread_mutex_lock(&lock);
  stream *s = open_stream(wanted, &result);
  if (s != 0) {
    await(s);
    result = s->owner->error;
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int cuStreamQuery(stream *wanted) {
  int result;
  pthread_mutex_lock(&lock);
  stream *s = open_stream(wanted, &result);
  if (s != 0) result = s->first != 0 || s->busy ? NOT_READY : s->owner->error;
  pthread_mutex_unlock(&lock);
  return result;
}

int cuStreamDestroy_v2(stream *wanted) {
  int result;
  pthread_mutex_lock(&lock);
  stream *s = open_stream(wanted, &result);
  if (s == 0) for (s = streams; s != 0 && s != wanted; s = s->next) {} /* a broken context's can be destroyed, too */
  if (s != 0 && !s->dead) {
    s->dead = s->ended = 1;
    objects--;
    pthread_cond_broadcast(&changed);
    pthread_detach(s->worker);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int cuEventCreate(event **made, unsigned flags) {
  int result;
  if (flags > 7) return INVALID_VALUE;
  pthread_mutex_lock(&lock);
  context *c = current(&result);
  if (c != 0) {
    *made = calloc(1, sizeof **made);
    (*made)->owner = c;
    objects++;
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int cuEventRecord(event *e, stream *wanted) {
  int result;
  pthread_mutex_lock(&lock);
  stream *s = open_stream(wanted, &result);
  if (s != 0) {
    if (e->dead || e->owner != s->owner) {
      result = INVALID_HANDLE;
    } else if (refuse_record != 0) {
      result = refuse_record;
      refuse_record = 0;
    } else {
      queue(s, (operation) {.what = MARK, .at = e, .number = ++e->wanted});
    }
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int cuStreamWaitEvent(stream *wanted, event *e, unsigned flags) {
  int result;
  if (flags > 1) return INVALID_VALUE;
  pthread_mutex_lock(&lock);
  stream *s = open_stream(wanted, &result);
  if (s != 0) {
    if (e->dead) result = INVALID_HANDLE; else queue(s, (operation) {.what = WAIT, .at = e, .number = e->wanted});
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int cuEventQuery(event *e) {
  pthread_mutex_lock(&lock);
  int result = e->dead ? INVALID_HANDLE : e->owner->error != 0 ? e->owner->error : e->seen < e->wanted ? NOT_READY : SUCCESS;
  pthread_mutex_unlock(&lock);
  return result;
}

int cuEventSynchronize(event *e) {
  pthread_mutex_lock(&lock);
  while (!e->dead && e->seen < e->wanted) pthread_cond_wait(&changed, &lock);
  int result = e->dead ? INVALID_HANDLE : e->owner->error;
  pthread_mutex_unlock(&lock);
  return result;
}

int cuEventDestroy_v2(event *e) {
  pthread_mutex_lock(&lock);
  int result = e->dead ? INVALID_HANDLE : SUCCESS; /* never freed, so that a stale handle is known */
  objects -= !e->dead;
  e->dead = 1;
  pthread_mutex_unlock(&lock);
  return result;
}

int cuMemAlloc_v2(uint64_t *pointer, size_t bytes) {
  int result;
  pthread_mutex_lock(&lock);
  context *c = current(&result);
  if (c != 0 && bytes == 0) result = INVALID_VALUE;
  if (result == SUCCESS && bytes > DEVICE_ROOM - c->top) result = OUT_OF_MEMORY;
  if (result == SUCCESS && ftruncate(c->memory, c->top + bytes) != 0) result = OUT_OF_MEMORY;
  if (result == SUCCESS) {
    allocation *a = calloc(1, sizeof *a);
    *a = (allocation) {DEVICE_BASE + c->device * DEVICE_ROOM + c->top, bytes, c, allocations};
    allocations = a;
    c->top += (bytes + 511) & ~511ull;
    *pointer = a->base;
    objects++;
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int cuMemFree_v2(uint64_t pointer) {
  int result;
  pthread_mutex_lock(&lock);
  current(&result);
  allocation **a = &allocations;
  while (*a != 0 && (*a)->base != pointer) a = &(*a)->next;
  if (*a == 0) {
    result = INVALID_VALUE;
  } else {
    allocation *gone = *a;
    for (stream *s = streams; s != 0; s = s->next) {
      for (operation *o = s->first; o != 0; o = o->next) {
        violations += (o->what == TO_DEVICE || o->what == FROM_DEVICE) && o->device >= gone->base && o->device < gone->base + gone->bytes; /* freed under a copy */
      }
    }
    *a = gone->next;
    free(gone);
    objects--;
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int cuMemHostRegister_v2(uint64_t p, size_t bytes, unsigned flags) {
  int result;
  uint64_t start = p & -PAGE, end = (p + bytes + PAGE - 1) & -PAGE;
  pthread_mutex_lock(&lock);
  context *c = current(&result);
  if (result == SUCCESS && (bytes == 0 || end <= start || (flags & ~ALL_FLAGS) != 0 || bytes > 1ull << 30)) result = INVALID_VALUE;
  int64_t count = 0;
  for (registration *r = registrations; result == SUCCESS && r != 0; r = r->next, count++) {
    if (r->start < end && start < r->end) result = ALREADY_REGISTERED;
  }
  if (result == SUCCESS && count >= room) result = OUT_OF_MEMORY;
  int slot = -1;
  if (result == SUCCESS && (flags & READ_ONLY) == 0) {
    for (slot = 0; slot < SLOTS && slot_taken[slot]; slot++) {}
    int problem = slot == SLOTS ? ENOMEM : fix(slot, start, end - start);
    if (problem != 0) result = problem == ENOMEM ? OUT_OF_MEMORY : INVALID_VALUE;
  } else if (result == SUCCESS) {
    unsigned char resident;
    if (mincore((void *) start, 1, &resident) != 0) result = INVALID_VALUE; /* io_uring pins for writing only, so this one is read by address */
  }
  if (result == SUCCESS) {
    registration *r = calloc(1, sizeof *r);
    *r = (registration) {.start = start, .end = end, .base = p, .slot = slot, .read_only = (flags & READ_ONLY) != 0, .owner = c, .next = registrations};
    registrations = r;
    if (slot >= 0) slot_taken[slot] = 1;
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int cuMemHostUnregister(uint64_t p) {
  int result;
  pthread_mutex_lock(&lock);
  current(&result);
  registration **r = &registrations;
  while (*r != 0 && (p < (*r)->start || p >= (*r)->end)) r = &(*r)->next;
  if (result == SUCCESS) result = *r == 0 ? NOT_REGISTERED : (*r)->base != p ? INVALID_VALUE : SUCCESS;
  if (result == SUCCESS) {
    registration *gone = *r;
    violations += gone->queued > 0;
    *r = gone->next;
    if (gone->slot >= 0) {
      fix(gone->slot, 0, 0);
      slot_taken[gone->slot] = 0;
    }
    /* not freed: a queued copy knows it by its pointer */
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int cuMemHostGetDevicePointer_v2(uint64_t *pointer, uint64_t p, unsigned flags) {
  int result;
  pthread_mutex_lock(&lock);
  current(&result);
  registration *r = registrations;
  while (r != 0 && (p < r->start || p >= r->end)) r = r->next;
  if (result == SUCCESS && (r == 0 || flags != 0)) result = INVALID_VALUE;
  *pointer = p;
  pthread_mutex_unlock(&lock);
  return result;
}

static int copy(kind what, uint64_t host, uint64_t device, size_t bytes, stream *wanted) {
  int result;
  pthread_mutex_lock(&lock);
  stream *s = open_stream(wanted, &result);
  if (s != 0) {
    registration *in = 0;
    int touched = 0;
    allocation *a = allocations;
    for (registration *r = registrations; r != 0; r = r->next) {
      if (r->start < host + bytes && host < r->end) {
        touched = 1;
        if (r->start <= host && host + bytes <= r->end) in = r;
      }
    }
    while (a != 0 && (device < a->base || device + bytes > a->base + a->bytes)) a = a->next;
    operation o = {.what = what, .host = host, .device = device, .bytes = bytes, .pinned = in};
    if (a == 0 || a->owner != s->owner || (touched && in == 0) || (in != 0 && in->read_only && what == FROM_DEVICE)) {
      result = INVALID_VALUE;
    } else if (in != 0) {
      queue(s, o);
    } else { /* pageable: after all that is queued, and done when this returns */
      pageable++;
      await(s);
      result = s->owner->error != 0 ? s->owner->error : move(s->owner, &o);
    }
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int cuMemcpyHtoDAsync_v2(uint64_t device, uint64_t host, size_t bytes, stream *s) { return copy(TO_DEVICE, host, device, bytes, s); }
int cuMemcpyDtoHAsync_v2(uint64_t host, uint64_t device, size_t bytes, stream *s) { return copy(FROM_DEVICE, host, device, bytes, s); }
