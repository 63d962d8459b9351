/* files.c -- see files.h. */
#include "storage/files.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { NANOS_PER_SECOND = 1000000000 };

static int system_open(void *self, const char *path)
{
    (void)self;
    /* Non-blocking, so that opening a FIFO returns and can be refused. */
    return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

static ssize_t system_pread(void *self, int fd, void *to, size_t bytes, off_t offset)
{
    (void)self;
    return pread(fd, to, bytes, offset);
}

static int system_fstat(void *self, int fd, struct stat *out_status)
{
    (void)self;
    return fstat(fd, out_status);
}

static int system_close(void *self, int fd)
{
    (void)self;
    return close(fd);
}

const FileOps file_ops_system = { system_open, system_pread, system_fstat, system_close, NULL };

static ErrorCode code_of_errno(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR: return ERR_UNDEFINED_FILE;
    case EACCES:
    case EPERM: return ERR_INSUFFICIENT_PRIVILEGE;
    case ENOMEM: return ERR_OUT_OF_MEMORY;
    }
    return ERR_IO_ERROR;
}

static bool fail_errno(Cx *cx, const char *what, const File *file, int error)
{
    char text[128];
    const char *reason = strerror_r(error, text, sizeof text);
    bool is_first = !has_failed(cx);

    fail(cx, code_of_errno(error), NO_POSITION, "could not %s file \"%.*s\": %s", what,
         STR(file->path), reason);
    if (is_first && cx->error.code == ERR_IO_ERROR)
        cx->error.retryable = true;
    return false;
}

static FilePin pin_of(const struct stat *status)
{
    return (FilePin){ .device = (uint64_t)status->st_dev,
                      .inode = (uint64_t)status->st_ino,
                      .size_bytes = (uint64_t)status->st_size,
                      .modified_ns = (int64_t)status->st_mtim.tv_sec * NANOS_PER_SECOND +
                                     (int64_t)status->st_mtim.tv_nsec };
}

static bool pin_same_version(const FilePin *a, const FilePin *b)
{
    return a->device == b->device && a->inode == b->inode && a->size_bytes == b->size_bytes &&
           a->modified_ns == b->modified_ns;
}

static bool fail_changed(Cx *cx, const File *file)
{
    fail(cx, ERR_IO_ERROR, NO_POSITION, "file \"%.*s\" changed while it was read", STR(file->path));
    return fail_hint(cx, "Start hearth again to serve the file as it is now.");
}

static bool file_identify(Cx *cx, File *file)
{
    struct stat status;

    if (file->ops->fstat(file->ops->self, file->fd, &status) != 0)
        return fail_errno(cx, "stat", file, errno);
    if (!S_ISREG(status.st_mode))
        return fail(cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "\"%.*s\" is not a regular file",
                    STR(file->path));
    file->pin = pin_of(&status);
    return true;
}

bool file_open(Cx *cx, const FileOps *ops, Arena *arena, Str path, File *out_file)
{
    File file = { .ops = ops, .path = str_copy(arena, path), .fd = -1 };

    if (path.length == 0 || memchr(path.data, '\0', path.length))
        return fail_errno(cx, "open", &file, ENOENT);
    file.fd = ops->open(ops->self, file.path.data);
    if (file.fd < 0)
        return fail_errno(cx, "open", &file, errno);
    if (!file_identify(cx, &file)) {
        file_close(&file);
        return false;
    }
    *out_file = file;
    return true;
}

void file_close(File *file)
{
    if (file->fd >= 0)
        (void)file->ops->close(file->ops->self, file->fd);
    file->fd = -1;
}

bool file_read(Cx *cx, const File *file, int64_t offset, void *to, size_t bytes)
{
    char *at = to;

    assert(offset >= 0);
    while (bytes > 0) {
        ssize_t got = file->ops->pread(file->ops->self, file->fd, at, bytes, offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail_errno(cx, "read", file, errno);
        if (got == 0) /* The range lay within the file when it was opened. */
            return fail_changed(cx, file);
        at += got;
        offset += got;
        bytes -= (size_t)got;
    }
    return true;
}

bool file_check(Cx *cx, const File *file)
{
    struct stat status;

    if (file->ops->fstat(file->ops->self, file->fd, &status) != 0)
        return fail_errno(cx, "stat", file, errno);
    FilePin now = pin_of(&status);
    return pin_same_version(&now, &file->pin) || fail_changed(cx, file);
}

bool file_check_pin(Cx *cx, const File *file, const FilePin *pin)
{
    return (pin_same_version(pin, &file->pin) && pin->footer_hash == file->pin.footer_hash) ||
           fail_changed(cx, file);
}

void *fail_damaged(Cx *cx, const File *file, int64_t offset, const char *format, ...)
{
    if (has_failed(cx))
        return NULL;

    va_list args;
    va_start(args, format);
    Str what = str_vformat(cx->arena, format, args);
    va_end(args);
    return fail(cx, ERR_DATA_CORRUPTED, NO_POSITION, "\"%.*s\" is damaged at byte %lld: %.*s",
                STR(file->path), (long long)offset, STR(what));
}

bool check_allocation(Cx *cx, const Arena *arena, size_t bytes)
{
    if (bytes <= (uint64_t)budget_left(arena->budget))
        return true;
    fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory");
    fail_detail(cx, "Reading a file needs %zu bytes more than %s allows.", bytes,
                arena->budget->name);
    return false;
}
