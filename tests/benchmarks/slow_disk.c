/* Every sync of a file takes $SYNC_MS milliseconds longer, as on a slow disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_for_the_disk(void)
{
    const char *told = getenv("SYNC_MS");
    long ms = told ? strtol(told, NULL, 10) : 0;
    struct timespec time = {ms / 1000, (ms % 1000) * 1000000};
    if (ms > 0)
        nanosleep(&time, NULL);
}

int fsync(int fd)
{
    int (*plain)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_for_the_disk();
    return plain(fd);
}

int fdatasync(int fd)
{
    int (*plain)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_for_the_disk();
    return plain(fd);
}
