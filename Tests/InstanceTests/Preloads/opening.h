// The ways to open a file, all of which lead to open_with, that whoever includes this has.
#pragma once

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    int descriptor = open_with(AT_FDCWD, path, flags, rest);
    va_end(rest);
    return descriptor;
}

int open64(const char *path, int flags, ...) __attribute__((alias("open")));

int openat(int folder, const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    int descriptor = open_with(folder, path, flags, rest);
    va_end(rest);
    return descriptor;
}
