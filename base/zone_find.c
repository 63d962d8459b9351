/*
 * zone_find.c -- zones by their names; see zone.h.
 *
 * The database's folder is walked once and its files listed; a name is looked up in that list, so
 * no text from outside ever becomes a path.  What is no file may be a POSIX rule.  Everything that
 * is found stays in the cache, which only grows: files are limited in number by the list, rules
 * by RULES_MAX.
 */
#include "base/digits.h"
#include "base/hash.h"
#include "base/zone_data.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DATABASE_FOLDER "/usr/share/zoneinfo"

enum {
    FILES_MAX = 8192,
    FOLDER_DEPTH_MAX = 4, /* posix/America/Argentina */
    PATH_BYTES_MAX = 4096,
    RULE_BUCKETS = 256,
    RULES_MAX = 16384,
};

/* A file of the database: perhaps a zone. */
typedef struct ZoneFile {
    const char *name;
    const char *folded; /* the name in lower case */
    const Zone *zone;   /* NULL: not read yet, or no zone */
    bool is_read;
} ZoneFile;

typedef struct RuleZone {
    struct RuleZone *next; /* of the bucket */
    Zone zone;
} RuleZone;

static struct {
    pthread_mutex_t lock; /* guards all below; what zones point to never changes */
    Arena arena;          /* all of it lives here */
    bool is_listed;
    char folder[PATH_BYTES_MAX];
    ZoneFile *files; /* sorted by folded name */
    const char **names;
    size_t file_count;
    RuleZone *rules[RULE_BUCKETS];
    size_t rule_count;
} cache = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void unlock(pthread_mutex_t **lock)
{
    pthread_mutex_unlock(*lock);
}

#define LOCKED                                                                                     \
    CLOSES(unlock)                                                                                 \
    pthread_mutex_t *lock_ __attribute__((unused)) = &cache.lock;                                  \
    pthread_mutex_lock(&cache.lock)

static void close_folder(DIR **folder)
{
    if (*folder)
        closedir(*folder);
}

static void close_file(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* False: the path is too long. */
static bool make_path(char *path, const char *name)
{
    int bytes = snprintf(path, PATH_BYTES_MAX, "%s/%s", cache.folder, name);
    return bytes > 0 && bytes < PATH_BYTES_MAX;
}

static void add_file(const char *name)
{
    Str text = str_of(name);

    cache.files[cache.file_count++] =
        (ZoneFile){ .name = str_to_c(&cache.arena, text),
                    .folded = str_lower(&cache.arena, str_of(str_to_c(&cache.arena, text))).data };
}

/* List the files of the folder `name`, which is empty or ends in a slash. */
static void list_folder(const char *name, int depth)
{
    char path[PATH_BYTES_MAX];
    CLOSES(close_folder)
    DIR *folder = make_path(path, name) ? opendir(path) : NULL;
    const struct dirent *entry;

    while (folder && (entry = readdir(folder)) && cache.file_count < FILES_MAX) {
        char inner[ZONE_NAME_BYTES_MAX + 2];
        struct stat info;
        int bytes = snprintf(inner, sizeof inner, "%s%s", name, entry->d_name);
        if (entry->d_name[0] == '.' || bytes > ZONE_NAME_BYTES_MAX || !make_path(path, inner) ||
            fstatat(AT_FDCWD, path, &info, 0) != 0)
            continue;
        if (S_ISREG(info.st_mode)) {
            add_file(inner);
        } else if (S_ISDIR(info.st_mode) && depth < FOLDER_DEPTH_MAX) {
            inner[bytes] = '/';
            inner[bytes + 1] = '\0';
            list_folder(inner, depth + 1);
        }
    }
}

static int compare_files(const void *a, const void *b)
{
    return strcmp(((const ZoneFile *)a)->folded, ((const ZoneFile *)b)->folded);
}

static void list_files(void)
{
    const char *folder = getenv("TZDIR");

    if (cache.is_listed)
        return;
    if (!folder || folder[0] != '/' || strlen(folder) >= PATH_BYTES_MAX)
        folder = DATABASE_FOLDER;
    snprintf(cache.folder, PATH_BYTES_MAX, "%s", folder);
    arena_init(&cache.arena, NULL);
    cache.files = ARENA_ARRAY(&cache.arena, ZoneFile, FILES_MAX);
    list_folder("", 1);
    qsort(cache.files, cache.file_count, sizeof *cache.files, compare_files);
    cache.names = ARENA_ARRAY(&cache.arena, const char *, cache.file_count + 1);
    for (size_t at = 0; at < cache.file_count; at++)
        cache.names[at] = cache.files[at].name;
    cache.is_listed = true;
}

/* The file's bytes; how many, or -1. */
static ssize_t read_file(const char *path, char *bytes, size_t capacity)
{
    CLOSES(close_file)
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat info;
    size_t length = 0;

    if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > (off_t)capacity)
        return -1;
    while (length < capacity) {
        ssize_t got = read(fd, bytes + length, capacity - length);
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        length += (size_t)got;
    }
    return (ssize_t)length;
}

static void load_file(Cx *cx, ZoneFile *file)
{
    SCRATCH(cx->arena);
    char path[PATH_BYTES_MAX], *bytes = arena_alloc(cx->arena, ZONE_FILE_BYTES_MAX);
    ssize_t length = make_path(path, file->name) ? read_file(path, bytes, ZONE_FILE_BYTES_MAX) : -1;
    ArenaMark mark = arena_mark(&cache.arena);
    Zone *zone = arena_zero(&cache.arena, sizeof *zone);

    file->is_read = true;
    if (length < 0 || !zone_file_decode(&cache.arena, bytes, (size_t)length, zone)) {
        arena_rewind(&cache.arena, mark);
        return;
    }
    zone->name = file->name;
    file->zone = zone;
}

static ZoneFile *find_file(const char *folded)
{
    ZoneFile key = { .folded = folded };
    return bsearch(&key, cache.files, cache.file_count, sizeof *cache.files, compare_files);
}

/* `name` is in capitals: that is how the zone is called and how its abbreviations are shown. */
static const Zone *find_rule(Cx *cx, const char *name)
{
    RuleZone **bucket = &cache.rules[hash_bytes(name, strlen(name)) % RULE_BUCKETS];

    for (const RuleZone *rule = *bucket; rule; rule = rule->next)
        if (strcmp(rule->zone.name, name) == 0)
            return &rule->zone;
    ArenaMark mark = arena_mark(&cache.arena);
    RuleZone *made = arena_zero(&cache.arena, sizeof *made);
    Zone *zone = &made->zone;
    if (!zone_rule_parse(&cache.arena, str_of(name), &zone->rule)) {
        arena_rewind(&cache.arena, mark);
        return NULL;
    }
    if (cache.rule_count == RULES_MAX) {
        arena_rewind(&cache.arena, mark);
        return fail(cx, ERR_CONFIGURATION_LIMIT_EXCEEDED, NO_POSITION,
                    "more than %d different time zones are spelled out", RULES_MAX);
    }
    zone->name = str_to_c(&cache.arena, str_of(name));
    zone->early = zone->early_local = zone->rule.standard;
    zone->has_rule = zone->rule.has_daylight;
    zone->is_constant =
        !zone->has_rule || zone->rule.daylight.seconds_east == zone->rule.standard.seconds_east;
    made->next = *bucket;
    *bucket = made;
    cache.rule_count++;
    return zone;
}

static char char_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

const Zone *zone_find(Cx *cx, Str name)
{
    char lower[ZONE_NAME_BYTES_MAX + 1], upper[ZONE_NAME_BYTES_MAX + 1];

    if (name.length == 0 || name.length > ZONE_NAME_BYTES_MAX ||
        memchr(name.data, '\0', name.length))
        return NULL;
    for (size_t at = 0; at < name.length; at++) {
        lower[at] = char_lower(name.data[at]);
        upper[at] = char_upper(name.data[at]);
    }
    lower[name.length] = upper[name.length] = '\0';
    if (strcmp(upper, zone_utc.name) == 0)
        return &zone_utc;

    LOCKED;
    list_files();
    bool is_file_name = lower[0] == ':';
    ZoneFile *file = find_file(lower + is_file_name);
    if (file && !file->is_read)
        load_file(cx, file);
    if (file && file->zone)
        return file->zone;
    return is_file_name ? NULL : find_rule(cx, upper);
}
#undef LOCKED

const Zone *zone_get(Cx *cx, Str name)
{
    const Zone *zone = zone_find(cx, name);

    if (!zone && !has_failed(cx))
        fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "time zone \"%.*s\" not recognized",
             STR(name));
    return zone;
}

size_t zone_names(Cx *cx, const char *const **out_names)
{
    zone_find(cx, STR_LIT("GMT")); /* lists the files */
    *out_names = cache.names;
    return cache.file_count;
}
