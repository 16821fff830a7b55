/* Fails, or kills the process at, the N-th change of files below one folder.

   Loaded with LD_PRELOAD, so that it meets what pyarrow, numpy and safetensors do in C as well. An
   event is a write, a file or folder made, a rename, a truncation or a flush below the folder, or a
   tick that the program sends itself (progress). A write that fails or kills leaves half its bytes.
*/
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static char root[PATH_MAX], start[NAME_MAX];
static long fault_at, seen;
static int fault, lasting, log_fd = -1;

/* `what` > 0: that errno, and with `keeps` from then on; < 0: that signal; 0: only count.
   Events count from the first one in whose place `first` occurs. */
void fault_arm(const char *folder, const char *first, long at, int what, int keeps,
               const char *log) {
  snprintf(start, sizeof start, "%s", first);
  snprintf(root, sizeof root, "%s/", folder);
  fault_at = at, fault = what, lasting = keeps, seen = 0;
  log_fd = log[0] ? (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0644) : -1;
}

/* Count an event; returns 1 if it is the one, with errno set. */
static int strikes(const char *call, const char *path) {
  if (!strncmp(path, root, strlen(root))) path += strlen(root);
  if (!strstr(path, start)) return 0;
  start[0] = 0;
  long now = __sync_add_and_fetch(&seen, 1);
  if (log_fd >= 0) {
    char line[PATH_MAX + 64];
    int n = snprintf(line, sizeof line, "%s %s\n", call, path);
    syscall(SYS_write, log_fd, line, n);
  }
  if (!fault || !fault_at || (now != fault_at && !(lasting && now > fault_at))) return 0;
  if (fault > 0) errno = fault;
  return 1;
}

static void send_signal(void) { syscall(SYS_kill, syscall(SYS_getpid), -fault); }

/* What an event comes to once it is counted: fail it, or let it happen after a signal. */
static int fails(const char *call, const char *path) {
  if (!strikes(call, path)) return 0;
  if (fault > 0) return 1;
  send_signal();
  return 0;
}

void fault_tick(const char *what) {
  if (root[0] && strikes("tick", what) && fault < 0) send_signal();
}

static int is_below(const char *path) {
  return root[0] && path && !strncmp(path, root, strlen(root));
}

static int path_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  long n = root[0] ? readlink(link, path, PATH_MAX - 1) : -1;
  path[n < 0 ? 0 : n] = 0;
  return is_below(path);
}

#define REAL(name, type, ...)                                        \
  static type (*real)(__VA_ARGS__);                                  \
  if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name);

ssize_t write(int fd, const void *data, size_t n) {
  REAL(write, ssize_t, int, const void *, size_t)
  char path[PATH_MAX];
  if (!path_of(fd, path) || !strikes("write", path)) return real(fd, data, n);
  int error = errno;
  ssize_t half = real(fd, data, n / 2);
  if (fault < 0) {
    send_signal();
    return half > 0 ? half : real(fd, data, n);
  }
  errno = error;
  return -1;
}

ssize_t pwrite64(int fd, const void *data, size_t n, off64_t offset) {
  REAL(pwrite64, ssize_t, int, const void *, size_t, off64_t)
  char path[PATH_MAX];
  if (path_of(fd, path) && fails("write", path)) return -1;
  return real(fd, data, n, offset);
}

ssize_t pwrite(int fd, const void *data, size_t n, off_t offset) {
  return pwrite64(fd, data, n, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int n) {
  REAL(writev, ssize_t, int, const struct iovec *, int)
  char path[PATH_MAX];
  if (path_of(fd, path) && fails("write", path)) return -1;
  return real(fd, parts, n);
}

size_t fwrite(const void *data, size_t size, size_t n, FILE *file) {
  REAL(fwrite, size_t, const void *, size_t, size_t, FILE *)
  char path[PATH_MAX];
  if (root[0] && path_of(fileno(file), path) && fails("write", path)) return 0;
  return real(data, size, n, file);
}

static int creates(int flags) { return (flags & O_CREAT) != 0; }

#define OPEN(name)                                                   \
  int name(const char *path, int flags, ...) {                       \
    REAL(name, int, const char *, int, ...)                          \
    mode_t mode = 0;                                                 \
    if (creates(flags)) {                                            \
      va_list rest;                                                  \
      va_start(rest, flags), mode = va_arg(rest, mode_t), va_end(rest); \
      if (is_below(path) && fails("create", path)) return -1;        \
    }                                                                \
    return real(path, flags, mode);                                  \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                 \
  int name(int at, const char *path, int flags, ...) {               \
    REAL(name, int, int, const char *, int, ...)                     \
    mode_t mode = 0;                                                 \
    if (creates(flags)) {                                            \
      va_list rest;                                                  \
      va_start(rest, flags), mode = va_arg(rest, mode_t), va_end(rest); \
      if (is_below(path) && fails("create", path)) return -1;        \
    }                                                                \
    return real(at, path, flags, mode);                              \
  }
OPENAT(openat)
OPENAT(openat64)

#define FOPEN(name)                                                  \
  FILE *name(const char *path, const char *mode) {                   \
    REAL(name, FILE *, const char *, const char *)                   \
    if (mode[0] != 'r' && is_below(path) && fails("create", path)) return NULL; \
    return real(path, mode);                                         \
  }
FOPEN(fopen)
FOPEN(fopen64)

int rename(const char *from, const char *to) {
  REAL(rename, int, const char *, const char *)
  if (is_below(to) && fails("rename", to)) return -1;
  return real(from, to);
}

int renameat(int at, const char *from, int to_at, const char *to) {
  REAL(renameat, int, int, const char *, int, const char *)
  if (is_below(to) && fails("rename", to)) return -1;
  return real(at, from, to_at, to);
}

int mkdir(const char *path, mode_t mode) {
  REAL(mkdir, int, const char *, mode_t)
  if (is_below(path) && fails("mkdir", path)) return -1;
  return real(path, mode);
}

#define ON_DESCRIPTOR(name, call)                                    \
  int name(int fd) {                                                 \
    REAL(name, int, int)                                             \
    char path[PATH_MAX];                                             \
    if (path_of(fd, path) && fails(call, path)) return -1;           \
    return real(fd);                                                 \
  }
ON_DESCRIPTOR(fsync, "flush")
ON_DESCRIPTOR(fdatasync, "flush")

int ftruncate64(int fd, off64_t size) {
  REAL(ftruncate64, int, int, off64_t)
  char path[PATH_MAX];
  if (path_of(fd, path) && fails("truncate", path)) return -1;
  return real(fd, size);
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }
