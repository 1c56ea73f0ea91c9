/* While the file $SYNC_FAULT exists, syncing a write-ahead log fails, as on a disk that loses writes:
   the bytes stay readable, nobody knows whether they are on the disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_broken(int fd)
{
    char link[64], path[4096];
    const char *fault = getenv("SYNC_FAULT");
    ssize_t length;
    if (!fault || access(fault, F_OK) != 0)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, sizeof path - 1);
    if (length < 4)
        return 0;
    path[length] = 0;
    return strcmp(path + length - 4, "-wal") == 0;
}

int fsync(int fd)
{
    int (*plain)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    if (is_broken(fd)) {
        errno = EIO;
        return -1;
    }
    return plain(fd);
}

int fdatasync(int fd)
{
    int (*plain)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    if (is_broken(fd)) {
        errno = EIO;
        return -1;
    }
    return plain(fd);
}
