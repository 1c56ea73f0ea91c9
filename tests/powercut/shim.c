/* What a process does to the files below one folder: logged, or made to fail at the k-th call.
 *
 * Preloaded (LD_PRELOAD) into the process under test; asleep until shim_arm is called. Every record is
 * written after the call it tells of, under one lock, so that the log is one order of events. Sockets and
 * the standard output are logged too: they are what the process told others.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE, SYNC, DATASYNC, CREATE, UNLINK, RENAME, MKDIR, RMDIR, CONNECT, SEND, SAY, LOST_SYNC };
enum { NONE, FULL, IOERR, FSYNC, SHORT, BUSY, KINDS };

struct record {
    uint64_t at_ns, ino;
    int64_t offset;
    uint32_t op;
    int32_t fd;
    uint16_t path_len, path2_len;
    uint32_t data_len;
};

#define REAL(name) static __typeof__(name) *real; if (!real) real = dlsym(RTLD_NEXT, #name)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char home[PATH_MAX];
static size_t home_len;
static int log_fd = -1, fault_kind, fault_sticky;
static long fault_k, counts[KINDS], injected;
static char boot_id[PATH_MAX];

/* `log_to` -1: no log. `k` 0: no fault, the calls are only counted. */
void shim_arm(const char *folder, int log_to, int kind, long k, int sticky, const char *other_boot_id)
{
    snprintf(home, sizeof home, "%s", folder);
    home_len = strlen(home);
    log_fd = log_to;
    fault_kind = kind;
    fault_k = k;
    fault_sticky = sticky;
    injected = 0;
    memset(counts, 0, sizeof counts);
    snprintf(boot_id, sizeof boot_id, "%s", other_boot_id ? other_boot_id : "");
}

long shim_count(int kind) { return counts[kind]; }
long shim_injected(void) { return injected; }
void shim_disarm(void) { home_len = 0; }

static int below(const char *path)
{
    return home_len && !strncmp(path, home, home_len) && (path[home_len] == '/' || !path[home_len]);
}

static int below_at(const char *path, char *out)
{
    if (!home_len || !path) return 0;
    if (path[0] == '/') snprintf(out, PATH_MAX, "%s", path);
    else {
        char here[PATH_MAX / 2];
        if (!getcwd(here, sizeof here)) return 0;
        snprintf(out, PATH_MAX, "%s/%s", here, path);
    }
    return below(out);
}

static int fd_below(int fd, char *out)
{
    char link[64];
    out[0] = 0;
    if (!home_len || fd < 0 || fd == log_fd) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, out, PATH_MAX - 1);
    if (n <= 0) return 0;
    out[n] = 0;
    return below(out);
}

static uint64_t ino_of(int fd)
{
    struct stat st;
    return fstat(fd, &st) ? 0 : st.st_ino;
}

/* When the call began: whoever was spoken to can only have acted later. */
static uint64_t began_ns;

static void begin(void)
{
    struct timespec now;
    pthread_mutex_lock(&lock);
    clock_gettime(CLOCK_REALTIME, &now);
    began_ns = (uint64_t)now.tv_sec * 1000000000u + now.tv_nsec;
}

static void put(uint32_t op, int fd, uint64_t ino, int64_t offset, const char *path, const char *path2,
                const void *data, size_t data_len)
{
    if (log_fd < 0) return;
    int kept = errno;
    struct record r = {
        .at_ns = began_ns, .ino = ino, .offset = offset, .op = op,
        .fd = fd, .path_len = path ? strlen(path) : 0, .path2_len = path2 ? strlen(path2) : 0,
        .data_len = data_len,
    };
    struct iovec parts[4] = {
        {&r, sizeof r}, {(void *)path, r.path_len}, {(void *)path2, r.path2_len}, {(void *)data, data_len},
    };
    size_t want = sizeof r + r.path_len + r.path2_len + data_len;
    if (writev(log_fd, parts, 4) != (ssize_t)want) abort();
    errno = kept;
}

/* Whether this call is the one that fails. Held under the lock. */
static int strikes(int kind)
{
    long n = ++counts[kind];
    if (kind != fault_kind || !fault_k) return 0;
    int hit = fault_sticky ? n >= fault_k : n == fault_k;
    injected += hit;
    return hit;
}

/* A call that takes room and goes to the disk: FULL and IOERR are counted at once. */
static int refused(void)
{
    int full = strikes(FULL), broken = strikes(IOERR);
    if (full) errno = ENOSPC;
    if (broken) errno = EIO;
    return full || broken;
}

static ssize_t written(int fd, const void *buf, size_t len, off64_t offset, int positioned)
{
    REAL(write);
    static __typeof__(pwrite64) *at;
    if (!at) at = dlsym(RTLD_NEXT, "pwrite64");
    char path[PATH_MAX];
    if (!fd_below(fd, path)) {
        if (!home_len || fd != 1) return positioned ? at(fd, buf, len, offset) : real(fd, buf, len);
        begin();
        ssize_t said = real(fd, buf, len);
        if (said > 0) put(SAY, fd, 0, 0, NULL, NULL, buf, said);
        pthread_mutex_unlock(&lock);
        return said;
    }
    begin();
    ssize_t done = -1;
    if (!refused()) {
        if (strikes(SHORT) && len > 1) len /= 2;
        if (!positioned) {
            struct stat st;
            if (fcntl(fd, F_GETFL) & O_APPEND) offset = fstat(fd, &st) ? 0 : st.st_size;
            else offset = lseek64(fd, 0, SEEK_CUR);
        }
        done = positioned ? at(fd, buf, len, offset) : real(fd, buf, len);
        if (done > 0) put(WRITE, fd, ino_of(fd), offset, path, NULL, buf, done);
    }
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t write(int fd, const void *buf, size_t len) { return written(fd, buf, len, 0, 0); }
ssize_t pwrite(int fd, const void *buf, size_t len, off_t offset) { return written(fd, buf, len, offset, 1); }
ssize_t pwrite64(int fd, const void *buf, size_t len, off64_t offset)
{
    return written(fd, buf, len, offset, 1);
}

static int truncated(int fd, off64_t size)
{
    REAL(ftruncate64);
    char path[PATH_MAX];
    if (!fd_below(fd, path)) return real(fd, size);
    begin();
    int done = -1;
    if (!refused()) {
        done = real(fd, size);
        if (!done) put(TRUNCATE, fd, ino_of(fd), size, path, NULL, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return done;
}

/* A ballast: worth nothing but its size, so it takes no room here and stands in no log. */
static int allocated(int fd, off64_t offset, off64_t len)
{
    static __typeof__(posix_fallocate64) *real;
    static __typeof__(ftruncate64) *grow;
    if (!real) real = dlsym(RTLD_NEXT, "posix_fallocate64"), grow = dlsym(RTLD_NEXT, "ftruncate64");
    char path[PATH_MAX];
    if (!fd_below(fd, path)) return real(fd, offset, len);
    begin();
    int done = refused() ? errno : grow(fd, offset + len) ? errno : 0;
    pthread_mutex_unlock(&lock);
    return done;
}

int posix_fallocate(int fd, off_t offset, off_t len) { return allocated(fd, offset, len); }
int posix_fallocate64(int fd, off64_t offset, off64_t len) { return allocated(fd, offset, len); }

int ftruncate(int fd, off_t size) { return truncated(fd, size); }
int ftruncate64(int fd, off64_t size) { return truncated(fd, size); }

static int synced(int fd, uint32_t op)
{
    static __typeof__(fsync) *whole, *data;
    if (!whole) whole = dlsym(RTLD_NEXT, "fsync"), data = dlsym(RTLD_NEXT, "fdatasync");
    char path[PATH_MAX];
    /* The folder above counts too: it holds the home's own name. */
    if (!fd_below(fd, path) && !(path[0] && !strncmp(path, home, strlen(path)) && home[strlen(path)] == '/'
                                 && !strchr(home + strlen(path) + 1, '/')))
        return op == SYNC ? whole(fd) : data(fd);
    begin();
    int done = -1;
    if (strikes(FSYNC)) {
        put(LOST_SYNC, fd, ino_of(fd), 0, path, NULL, NULL, 0);
        errno = EIO;
    } else {
        done = 0; /* the model decides what is durable: the real disk is left in peace */
        put(op, fd, ino_of(fd), 0, path, NULL, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return done;
}

int fsync(int fd) { return synced(fd, SYNC); }
int fdatasync(int fd) { return synced(fd, DATASYNC); }

static int opened(const char *name, int flags, mode_t mode)
{
    REAL(open64);
    char path[PATH_MAX];
    if (boot_id[0] && !strcmp(name, "/proc/sys/kernel/random/boot_id")) return real(boot_id, flags);
    if (!(flags & (O_CREAT | O_TRUNC)) || !below_at(name, path)) return real(name, flags, mode);
    begin();
    struct stat st;
    int was_there = !stat(path, &st), fd = -1;
    if (was_there || !refused()) {
        fd = real(name, flags, mode);
        if (fd >= 0 && !was_there) put(CREATE, fd, ino_of(fd), 0, path, NULL, NULL, 0);
        else if (fd >= 0 && flags & O_TRUNC && st.st_size) put(TRUNCATE, fd, st.st_ino, 0, path, NULL, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return fd;
}

#define MODE mode_t mode = 0; if (flags & O_CREAT) { va_list a; va_start(a, flags); mode = va_arg(a, mode_t); va_end(a); }
int open(const char *name, int flags, ...) { MODE return opened(name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE return opened(name, flags, mode); }

int unlink(const char *name)
{
    REAL(unlink);
    char path[PATH_MAX];
    if (!below_at(name, path)) return real(name);
    begin();
    int done = -1;
    struct stat st = {0};
    int gives_room = !stat(path, &st) && st.st_size >= 1 << 20;
    if (strikes(IOERR)) errno = EIO;
    else if (!(done = real(name))) {
        put(UNLINK, -1, 0, 0, path, NULL, NULL, 0);
        if (gives_room && fault_kind == FULL) fault_kind = NONE; /* a ballast was given up */
    }
    pthread_mutex_unlock(&lock);
    return done;
}

int rename(const char *from, const char *to)
{
    REAL(rename);
    char path[PATH_MAX], path2[PATH_MAX];
    if (!below_at(from, path) || !below_at(to, path2)) return real(from, to);
    begin();
    int done = -1;
    if (!refused() && !(done = real(from, to))) put(RENAME, -1, 0, 0, path, path2, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int mkdir(const char *name, mode_t mode)
{
    REAL(mkdir);
    char path[PATH_MAX];
    if (!below_at(name, path)) return real(name, mode);
    begin();
    int done = -1;
    struct stat st;
    if (!stat(path, &st)) done = real(name, mode);
    else if (!refused() && !(done = real(name, mode))) put(MKDIR, -1, 0, 0, path, NULL, NULL, 0);
    pthread_mutex_unlock(&lock);
    return done;
}

int rmdir(const char *name)
{
    REAL(rmdir);
    char path[PATH_MAX];
    int done = real(name);
    if (!done && below_at(name, path)) {
        begin();
        put(RMDIR, -1, 0, 0, path, NULL, NULL, 0);
        pthread_mutex_unlock(&lock);
    }
    return done;
}

int fcntl64(int fd, int what, ...)
{
    static int (*real)(int, int, ...);
    if (!real) real = dlsym(RTLD_NEXT, "fcntl64");
    va_list a;
    va_start(a, what);
    void *arg = va_arg(a, void *);
    va_end(a);
    char path[PATH_MAX];
    if (what == F_SETLK && ((struct flock *)arg)->l_type != F_UNLCK && fd_below(fd, path)) {
        begin();
        int hit = strikes(BUSY);
        pthread_mutex_unlock(&lock);
        if (hit) {
            errno = EAGAIN;
            return -1;
        }
    }
    return real(fd, what, arg);
}

int connect(int fd, const struct sockaddr *to, socklen_t len)
{
    REAL(connect);
    int done = real(fd, to, len);
    if (home_len) {
        begin();
        put(CONNECT, fd, 0, 0, NULL, NULL, NULL, 0);
        pthread_mutex_unlock(&lock);
    }
    return done;
}

ssize_t send(int fd, const void *buf, size_t len, int flags)
{
    REAL(send);
    if (!home_len) return real(fd, buf, len, flags);
    begin();
    ssize_t done = real(fd, buf, len, flags);
    if (done > 0) put(SEND, fd, 0, 0, NULL, NULL, buf, done);
    pthread_mutex_unlock(&lock);
    return done;
}
