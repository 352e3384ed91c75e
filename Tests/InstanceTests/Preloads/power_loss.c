// A disk that loses its power: preloaded into a program, it keeps beside each file of a folder what a cut would leave.
//
// What is written to POWER_LOSS_FOLDER/NAME reaches POWER_LOSS_DISK/NAME when it is synced, and not before. The program
// itself sees its own files as ever. With POWER_LOSS_IGNORES_SYNC nothing reaches the disk: so it is with a database
// that never asks for a sync. Locks and shared memory (`.lock`, `-shm`) are no part of it.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FILES = 16, DESCRIPTORS = 4096, RANGES = 4096 };

struct range {
    off_t start, end;
};

struct file {
    char name[NAME_MAX + 1];
    int disk;
    int ranges;
    int is_cut;
    struct range dirty[RANGES];
};

static struct file files[FILES];
static int count;
static struct file *open_files[DESCRIPTORS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void fail(const char *what) {
    perror(what);
    abort();
}

static int ends_with(const char *text, const char *end) {
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

// The file's name in the folder, or NULL for a file that is none of the disk's.
static const char *name_of(const char *path) {
    const char *folder = getenv("POWER_LOSS_FOLDER");
    if (!folder || strncmp(path, folder, strlen(folder)) != 0 || path[strlen(folder)] != '/') return NULL;
    const char *name = path + strlen(folder) + 1;
    return strchr(name, '/') || ends_with(name, "-shm") || ends_with(name, ".lock") ? NULL : name;
}

static struct file *file_of(const char *name) {
    for (int i = 0; i < count; i++)
        if (strcmp(files[i].name, name) == 0) return &files[i];
    if (count == FILES || strlen(name) > NAME_MAX) fail("power_loss: too many files");
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", getenv("POWER_LOSS_DISK"), name);
    struct file *file = &files[count++];
    strcpy(file->name, name);
    file->disk = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file->disk < 0) fail(path);
    return file;
}

static int opened(int descriptor, const char *path) {
    const char *name = name_of(path);
    if (descriptor < 0 || !name) return descriptor;
    if (descriptor >= DESCRIPTORS) fail("power_loss: too many descriptors");
    pthread_mutex_lock(&lock);
    open_files[descriptor] = file_of(name);
    pthread_mutex_unlock(&lock);
    return descriptor;
}

static struct file *of(int descriptor) {
    return descriptor >= 0 && descriptor < DESCRIPTORS ? open_files[descriptor] : NULL;
}

static ssize_t wrote(int descriptor, off_t start, ssize_t length) {
    struct file *file = length > 0 ? of(descriptor) : NULL;
    if (!file) return length;
    pthread_mutex_lock(&lock);
    // Beyond so many they are one, from the first byte to the last.
    if (file->ranges == RANGES) {
        for (int i = 1; i < RANGES; i++) {
            if (file->dirty[i].start < file->dirty[0].start) file->dirty[0].start = file->dirty[i].start;
            if (file->dirty[i].end > file->dirty[0].end) file->dirty[0].end = file->dirty[i].end;
        }
        file->ranges = 1;
    }
    file->dirty[file->ranges++] = (struct range){start, start + length};
    pthread_mutex_unlock(&lock);
    return length;
}

static void copy(int from, int to, struct range range) {
    char buffer[65536];
    while (range.start < range.end) {
        size_t wanted = (size_t)(range.end - range.start);
        if (wanted > sizeof buffer) wanted = sizeof buffer;
        long got = syscall(SYS_pread64, from, buffer, wanted, range.start);
        if (got < 0) fail("power_loss: read");
        if (got == 0) return;
        if (syscall(SYS_pwrite64, to, buffer, (size_t)got, range.start) != got) fail("power_loss: write");
        range.start += got;
    }
}

static int synced(int descriptor) {
    struct file *file = of(descriptor);
    if (!file || getenv("POWER_LOSS_IGNORES_SYNC")) return 0;
    pthread_mutex_lock(&lock);
    // A descriptor that was opened for writing alone can't be read.
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    int source = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    if (source < 0) fail(path);
    for (int i = 0; i < file->ranges; i++) copy(source, file->disk, file->dirty[i]);
    struct stat state;
    if (file->is_cut && fstat(source, &state) == 0 && syscall(SYS_ftruncate, file->disk, state.st_size) != 0)
        fail("power_loss: cut");
    file->ranges = file->is_cut = 0;
    syscall(SYS_close, source);
    pthread_mutex_unlock(&lock);
    return 0;
}

static int cut(int descriptor, int result) {
    struct file *file = result == 0 ? of(descriptor) : NULL;
    if (file) file->is_cut = 1;
    return result;
}

static int open_with(int folder, const char *path, int flags, va_list rest) {
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    int descriptor = (int)syscall(SYS_openat, folder, path, flags, mode);
    if (descriptor >= 0 && flags & O_TRUNC) {
        opened(descriptor, path);
        cut(descriptor, 0);
    }
    return opened(descriptor, path);
}

#include "opening.h"

int close(int descriptor) {
    if (of(descriptor)) {
        pthread_mutex_lock(&lock);
        open_files[descriptor] = NULL;
        pthread_mutex_unlock(&lock);
    }
    return (int)syscall(SYS_close, descriptor);
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
    off_t start = of(descriptor) ? lseek(descriptor, 0, SEEK_CUR) : 0;
    return wrote(descriptor, start, syscall(SYS_write, descriptor, bytes, length));
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t start) {
    return wrote(descriptor, start, syscall(SYS_pwrite64, descriptor, bytes, length, start));
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off_t start) {
    return wrote(descriptor, start, syscall(SYS_pwrite64, descriptor, bytes, length, start));
}

int ftruncate(int descriptor, off_t length) { return cut(descriptor, (int)syscall(SYS_ftruncate, descriptor, length)); }
int ftruncate64(int descriptor, off_t length) { return cut(descriptor, (int)syscall(SYS_ftruncate, descriptor, length)); }

// The machine's own disk need not be waited for.
int fsync(int descriptor) { return of(descriptor) ? synced(descriptor) : (int)syscall(SYS_fsync, descriptor); }
int fdatasync(int descriptor) { return of(descriptor) ? synced(descriptor) : (int)syscall(SYS_fdatasync, descriptor); }

int unlink(const char *path) {
    const char *name = name_of(path);
    if (name) {
        pthread_mutex_lock(&lock);
        char disk[PATH_MAX];
        snprintf(disk, sizeof disk, "%s/%s", getenv("POWER_LOSS_DISK"), name);
        syscall(SYS_unlinkat, AT_FDCWD, disk, 0);
        // Who opens the name again opens another file.
        for (int i = 0; i < count; i++)
            if (strcmp(files[i].name, name) == 0) files[i].name[0] = '\0';
        pthread_mutex_unlock(&lock);
    }
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}
