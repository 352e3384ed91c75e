// A disk that fails: preloaded into a program, it answers for the files of one folder with the error that it is told.
//
// DISK_FAULT_FOLDER is the folder. While the file DISK_FAULT_WRITE holds an error's number, nothing there can be written,
// made or cut; while DISK_FAULT_SYNC does, what was written can't be synced. Empty files mean a disk that is sound.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DESCRIPTORS = 4096 };

static char is_there[DESCRIPTORS];

static int belongs(const char *path) {
    const char *folder = getenv("DISK_FAULT_FOLDER");
    return folder && strncmp(path, folder, strlen(folder)) == 0 && path[strlen(folder)] == '/';
}

// The error that the file of that variable holds, or 0.
static int fault(const char *variable) {
    const char *path = getenv(variable);
    int file = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return 0;
    char text[16] = "";
    syscall(SYS_read, file, text, sizeof text - 1);
    syscall(SYS_close, file);
    return atoi(text);
}

static int fails(int descriptor, const char *variable) {
    if (descriptor < 0 || descriptor >= DESCRIPTORS || !is_there[descriptor]) return 0;
    int error = fault(variable);
    if (error) errno = error;
    return error;
}

static int open_with(int folder, const char *path, int flags, va_list rest) {
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    int is_ours = belongs(path);
    int error = is_ours && flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC) ? fault("DISK_FAULT_WRITE") : 0;
    // Only a file system that can't be written refuses to open what is there; others fail when something is written.
    if (error == EROFS) {
        errno = error;
        return -1;
    }
    int descriptor = (int)syscall(SYS_openat, folder, path, flags, mode);
    if (descriptor >= 0 && descriptor < DESCRIPTORS) is_there[descriptor] = (char)is_ours;
    return descriptor;
}

#include "opening.h"

int close(int descriptor) {
    if (descriptor >= 0 && descriptor < DESCRIPTORS) is_there[descriptor] = 0;
    return (int)syscall(SYS_close, descriptor);
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
    return fails(descriptor, "DISK_FAULT_WRITE") ? -1 : syscall(SYS_write, descriptor, bytes, length);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t start) {
    return fails(descriptor, "DISK_FAULT_WRITE") ? -1 : syscall(SYS_pwrite64, descriptor, bytes, length, start);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off_t start) {
    return fails(descriptor, "DISK_FAULT_WRITE") ? -1 : syscall(SYS_pwrite64, descriptor, bytes, length, start);
}

int ftruncate(int descriptor, off_t length) {
    return fails(descriptor, "DISK_FAULT_WRITE") ? -1 : (int)syscall(SYS_ftruncate, descriptor, length);
}

int ftruncate64(int descriptor, off_t length) {
    return fails(descriptor, "DISK_FAULT_WRITE") ? -1 : (int)syscall(SYS_ftruncate, descriptor, length);
}

int fsync(int descriptor) {
    return fails(descriptor, "DISK_FAULT_SYNC") ? -1 : (int)syscall(SYS_fsync, descriptor);
}

int fdatasync(int descriptor) {
    return fails(descriptor, "DISK_FAULT_SYNC") ? -1 : (int)syscall(SYS_fdatasync, descriptor);
}

int unlink(const char *path) {
    int error = belongs(path) ? fault("DISK_FAULT_WRITE") : 0;
    if (error) {
        errno = error;
        return -1;
    }
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}
