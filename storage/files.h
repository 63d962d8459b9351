/*
 * files.h -- reading files by ranges, and knowing which version of a file is read.
 *
 * All access goes through a table of functions, so that a test can fail the n-th read.  Files are
 * never mapped: a file that shrinks under a reader must give an error, not a signal.
 *
 * Errors: 58P01 missing, 42501 not permitted, 42809 not a regular file, 58030 a failed read or a
 * file that changed, XX001 damaged content (with the byte at which it was noticed).
 */
#ifndef STORAGE_FILES_H
#define STORAGE_FILES_H

#include "base/error.h"
#include "storage/scan.h"

#include <sys/stat.h>
#include <sys/types.h>

/* The system calls a reader needs, with their meaning and errno; `self` is handed back. */
typedef struct FileOps {
    int (*open)(void *self, const char *path);
    ssize_t (*pread)(void *self, int fd, void *to, size_t bytes, off_t offset);
    int (*fstat)(void *self, int fd, struct stat *out_status);
    int (*close)(void *self, int fd);
    void *self;
} FileOps;

extern const FileOps file_ops_system;

typedef struct File {
    const FileOps *ops;
    Str path;    /* NUL-ended; for system calls and messages */
    int fd;      /* -1: not open */
    FilePin pin; /* the version opened; footer_hash is the format's to fill in */
} File;

/* Open a regular file; its path is copied to `arena`.  Close it with file_close. */
must_use bool file_open(Cx *cx, const FileOps *ops, Arena *arena, Str path, File *out_file);
void file_close(File *file);

/* Read exactly `bytes` from `offset`, which must lie within the file as it was opened. */
must_use bool file_read(Cx *cx, const File *file, int64_t offset, void *to, size_t bytes);

/* True while the open file still is the version it was opened as. */
must_use bool file_check(Cx *cx, const File *file);

/* True where `pin` names the version that is open, footer_hash included. */
must_use bool file_check_pin(Cx *cx, const File *file, const FilePin *pin);

/* XX001: "x.parquet" is damaged at byte 4711: ... */
void *fail_damaged(Cx *cx, const File *file, int64_t offset, const char *format, ...)
    printf_like(4, 5);

/* 53200 unless `arena`'s budget allows `bytes` more; to be asked before a large allocation. */
must_use bool check_allocation(Cx *cx, const Arena *arena, size_t bytes);

#endif
