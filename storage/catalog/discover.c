/*
 * discover.c -- from the paths on the command line to names of tables.
 *
 *     x.parquet          table x                   a file
 *     data/              tables of what is in it   a folder
 *       y.csv              table y                 a file in it
 *       z/                 table z                 a folder in it: all files below, of one format
 *         2024/a.parquet
 *     w.parquet/         table w                   a folder named like a file: a table itself
 *
 * Names keep their case and lose their ending.  Symbolic links are followed.  What begins with a
 * dot or an underscore is hidden, as writers of folders keep their bookkeeping there (_SUCCESS,
 * _temporary).  Everything is sorted bytewise, so the same folders always give the same tables.
 */
#include "storage/catalog.h"
#include "storage/scan.h"
#include "storage/catalog/printable.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
    DISCOVERY_DEPTH_MAX = 16,        /* folders inside a table's folder */
    DISCOVERY_ENTRIES_MAX = 1000000, /* looked at in all folders together */
    DISCOVERY_NAME_BYTES_MAX = 255,  /* as file systems have it */
};

/* One table to be, and where its files lie among all that were found. */
typedef struct Source {
    Str table;
    Str path; /* the file or folder that gives the table its name */
    uint32_t first_file;
    uint32_t file_count;
} Source;

typedef struct Discovery {
    Cx *cx;
    FoundFile *files;
    uint32_t file_count;
    uint32_t file_capacity;
    Source *sources;
    uint32_t source_count;
    uint32_t source_capacity;
    uint32_t entries_seen;
} Discovery;

typedef struct Listing {
    Str *names; /* sorted */
    uint32_t count;
} Listing;

static bool discover_path(Discovery *d, Str path);
static FoundFiles *sort_sources(Discovery *d);

FoundFiles *catalog_discover(Cx *cx, const Str *paths, uint32_t path_count)
{
    Discovery discovery = { .cx = cx };

    for (uint32_t path = 0; path < path_count; path++)
        TRY(discover_path(&discovery, paths[path]));
    return sort_sources(&discovery);
}

/* --- Paths -------------------------------------------------------------------------------------
 */

static Str shown(Discovery *d, Str path)
{
    return printable_text(d->cx->arena, path);
}

static void *fail_path(Discovery *d, Str path, int error)
{
    ErrorCode code = error == ENOENT || error == ENOTDIR ? ERR_UNDEFINED_FILE
                     : error == EACCES || error == EPERM ? ERR_INSUFFICIENT_PRIVILEGE
                                                         : ERR_IO_ERROR;
    char text[128];
    const char *reason = strerror_r(error, text, sizeof text);

    return fail(d->cx, code, NO_POSITION, "could not open \"%.*s\": %s", STR(shown(d, path)),
                reason);
}

static Str path_without_slashes(Str path)
{
    while (path.length > 1 && path.data[path.length - 1] == '/')
        path.length--;
    return path;
}

static Str path_join(Arena *arena, Str folder, Str name)
{
    bool has_slash = folder.length > 0 && folder.data[folder.length - 1] == '/';

    return str_format(arena, "%.*s%s%.*s", STR(folder), has_slash ? "" : "/", STR(name));
}

static Str last_part(Str path)
{
    const char *slash = memrchr(path.data, '/', path.length);

    return slash ? str_slice(path, (size_t)(slash - path.data) + 1, path.length) : path;
}

/* The name without the ending that tells the format; whole where there is none. */
static Str stem_of(Str name)
{
    FileFormat format;
    if (!scan_format_of(name, &format))
        return name;

    const char *dot = memrchr(name.data, '.', name.length);
    return dot ? str_slice(name, 0, (size_t)(dot - name.data)) : name;
}

static bool is_hidden(Str name)
{
    return name.length == 0 || name.data[0] == '.' || name.data[0] == '_';
}

/* --- Folders -----------------------------------------------------------------------------------
 */

static int compare_strs(const void *a, const void *b)
{
    return str_compare(*(const Str *)a, *(const Str *)b);
}

/* Twice the room where there is none left; `items` hold `count` of `*capacity`. */
static void *grow(Arena *arena, void *items, size_t item_bytes, uint32_t count, uint32_t *capacity)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity ? *capacity * 2 : 16;
    void *grown = arena_array(arena, item_bytes, *capacity);
    if (count)
        memcpy(grown, items, item_bytes * count);
    return grown;
}

static void close_folder(DIR **folder)
{
    if (*folder)
        closedir(*folder);
}

/* Names of all that is not hidden in a folder. */
static bool list_folder(Discovery *d, Str path, Listing *out_listing)
{
    CLOSES(close_folder)
    DIR *folder = opendir(str_to_c(d->cx->arena, path));
    Listing listing = { .count = 0 };
    uint32_t capacity = 0;

    if (!folder)
        return fail_path(d, path, errno);
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(folder);
        if (!entry && errno != 0)
            return fail_path(d, path, errno);
        if (!entry)
            break;
        if (++d->entries_seen > DISCOVERY_ENTRIES_MAX)
            return fail(d->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                        "more than %d files and folders to look at, the last in \"%.*s\"",
                        DISCOVERY_ENTRIES_MAX, STR(shown(d, path)));
        if (is_hidden(str_of(entry->d_name)))
            continue;
        listing.names =
            grow(d->cx->arena, listing.names, sizeof *listing.names, listing.count, &capacity);
        listing.names[listing.count++] = str_copy(d->cx->arena, str_of(entry->d_name));
    }
    if (listing.count)
        qsort(listing.names, listing.count, sizeof *listing.names, compare_strs);
    *out_listing = listing;
    return check_memory(d->cx);
}

typedef enum PathKind { PATH_FILE, PATH_FOLDER, PATH_PASSED_OVER } PathKind;

/* What is behind a name in a folder.  A dangling link counts only where it is named like a table's
 * file: leaving out a part of a table silently would give wrong answers. */
static bool find_kind(Discovery *d, Str path, PathKind *out_kind)
{
    struct stat status;
    FileFormat format;
    bool is_named_so = scan_format_of(last_part(path), &format);

    *out_kind = PATH_PASSED_OVER;
    if (stat(str_to_c(d->cx->arena, path), &status) != 0)
        return !is_named_so || fail_path(d, path, errno);
    if (S_ISDIR(status.st_mode))
        *out_kind = PATH_FOLDER;
    else if (is_named_so && !S_ISREG(status.st_mode))
        return fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "\"%.*s\" is not a regular file",
                    STR(shown(d, path)));
    else if (is_named_so)
        *out_kind = PATH_FILE;
    return true;
}

/* --- Tables ------------------------------------------------------------------------------------
 */

static bool begin_source(Discovery *d, Str table, Str path)
{
    if (table.length == 0 || table.length > DISCOVERY_NAME_BYTES_MAX || !is_valid_text(table))
        return fail(d->cx, ERR_INVALID_NAME, NO_POSITION,
                    "\"%.*s\" gives no valid name for a table", STR(shown(d, path)));
    d->sources =
        grow(d->cx->arena, d->sources, sizeof *d->sources, d->source_count, &d->source_capacity);
    d->sources[d->source_count++] =
        (Source){ .table = table, .path = path, .first_file = d->file_count };
    return true;
}

/* All files of a table have one format, that of its first. */
static bool add_file(Discovery *d, Str path)
{
    Source *source = &d->sources[d->source_count - 1];
    FileFormat format = FORMAT_PARQUET;
    bool is_known = scan_format_of(path, &format);
    const FoundFile *first = source->file_count ? &d->files[source->first_file] : NULL;

    assert(is_known);
    (void)is_known;
    if (first && first->format != format)
        return fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION,
                    "folder \"%.*s\" holds files of two formats: \"%.*s\" and \"%.*s\"",
                    STR(shown(d, source->path)), STR(shown(d, first->path)), STR(shown(d, path)));
    d->files = grow(d->cx->arena, d->files, sizeof *d->files, d->file_count, &d->file_capacity);
    d->files[d->file_count++] =
        (FoundFile){ .table = source->table, .path = path, .format = format };
    source->file_count++;
    return true;
}

static bool add_files_below(Discovery *d, Str folder, int depth)
{
    Listing listing;

    if (depth > DISCOVERY_DEPTH_MAX)
        return fail(d->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "folders nested more than %d deep: \"%.*s\"", DISCOVERY_DEPTH_MAX,
                    STR(shown(d, folder)));
    TRY(list_folder(d, folder, &listing));
    for (uint32_t at = 0; at < listing.count; at++) {
        Str path = path_join(d->cx->arena, folder, listing.names[at]);
        PathKind kind;
        TRY(find_kind(d, path, &kind));
        switch (kind) {
        case PATH_FILE: TRY(add_file(d, path)); break;
        case PATH_FOLDER: TRY(add_files_below(d, path, depth + 1)); break;
        case PATH_PASSED_OVER: break;
        }
    }
    return true;
}

static bool add_file_table(Discovery *d, Str path)
{
    TRY(begin_source(d, stem_of(last_part(path)), path));
    return add_file(d, path);
}

/* A folder without a table's file in it is no table. */
static bool add_folder_table(Discovery *d, Str path)
{
    TRY(begin_source(d, stem_of(last_part(path)), path));
    TRY(add_files_below(d, path, 1));
    if (d->sources[d->source_count - 1].file_count == 0)
        d->source_count--;
    return true;
}

static bool add_folder_of_tables(Discovery *d, Str folder)
{
    Listing listing;

    TRY(list_folder(d, folder, &listing));
    for (uint32_t at = 0; at < listing.count; at++) {
        Str path = path_join(d->cx->arena, folder, listing.names[at]);
        PathKind kind;
        TRY(find_kind(d, path, &kind));
        switch (kind) {
        case PATH_FILE: TRY(add_file_table(d, path)); break;
        case PATH_FOLDER: TRY(add_folder_table(d, path)); break;
        case PATH_PASSED_OVER: break;
        }
    }
    return true;
}

static bool discover_path(Discovery *d, Str given)
{
    Str path = path_without_slashes(given);
    struct stat status;
    FileFormat format;

    if (path.length == 0 || memchr(path.data, '\0', path.length))
        return fail_path(d, path, ENOENT);
    path = str_copy(d->cx->arena, path);
    if (stat(str_to_c(d->cx->arena, path), &status) != 0)
        return fail_path(d, path, errno);

    bool is_named_so = scan_format_of(last_part(path), &format);
    if (S_ISDIR(status.st_mode))
        return is_named_so ? add_folder_table(d, path) : add_folder_of_tables(d, path);
    if (!S_ISREG(status.st_mode))
        return fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION,
                    "\"%.*s\" is neither a regular file nor a folder", STR(shown(d, path)));
    if (!is_named_so)
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "the format of file \"%.*s\" is not supported", STR(shown(d, path)));
    return add_file_table(d, path);
}

/* --- The result --------------------------------------------------------------------------------
 */

static int compare_sources(const void *left, const void *right)
{
    const Source *a = left, *b = right;
    int order = str_compare(a->table, b->table);

    return order ? order : str_compare(a->path, b->path);
}

static FoundFiles *sort_sources(Discovery *d)
{
    FoundFiles *found = arena_zero(d->cx->arena, sizeof *found);

    found->items = ARENA_ARRAY(d->cx->arena, FoundFile, d->file_count);
    if (d->source_count)
        qsort(d->sources, d->source_count, sizeof *d->sources, compare_sources);
    for (uint32_t at = 0; at < d->source_count; at++) {
        const Source *source = &d->sources[at];
        if (at > 0 && str_equal(source->table, source[-1].table))
            return fail(d->cx, ERR_DUPLICATE_TABLE, NO_POSITION,
                        "table \"%.*s\" would be made from both \"%.*s\" and \"%.*s\"",
                        STR(source->table), STR(shown(d, source[-1].path)),
                        STR(shown(d, source->path)));
        memcpy(&found->items[found->count], &d->files[source->first_file],
               source->file_count * sizeof(FoundFile));
        found->count += source->file_count;
    }
    return found;
}
