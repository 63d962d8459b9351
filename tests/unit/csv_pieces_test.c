/* csv_pieces_test.c -- chunks in memory: what two threads load at once is given back by both. */
#include "storage/csv/csv.h"
#include "tests/unit/test.h"

#include <stdlib.h>

enum {
    PIECES = CSV_PIECES_MAX + 2, /* the last finds no room for itself */
    RECORD_BYTES = CSV_CHUNK_BYTES,
    THREADS = 2,
};

/* A file in memory; once the gate is shut, readers wait in it until all of them are there. */
typedef struct GatedFile {
    Str content;
    bool is_shut;
    pthread_barrier_t gate;
} GatedFile;

static int gated_open(void *self, const char *path)
{
    (void)self, (void)path;
    return 0;
}

static ssize_t gated_pread(void *self, int fd, void *to, size_t bytes, off_t offset)
{
    GatedFile *file = self;
    Str part = str_slice(file->content, (size_t)offset, (size_t)offset + bytes);

    (void)fd;
    if (file->is_shut)
        pthread_barrier_wait(&file->gate);
    memcpy(to, part.data, part.length);
    return (ssize_t)part.length;
}

static int gated_fstat(void *self, int fd, struct stat *out_status)
{
    const GatedFile *file = self;

    (void)fd;
    *out_status = (struct stat){ .st_mode = S_IFREG, .st_size = (off_t)file->content.length };
    return 0;
}

static int gated_close(void *self, int fd)
{
    (void)self, (void)fd;
    return 0;
}

/* One chunk a record. */
static Str file_of_pieces(Arena *arena)
{
    size_t bytes = 2 + (size_t)PIECES * (RECORD_BYTES + 1);
    char *text = arena_alloc(arena, bytes), *at = text + 2;

    memset(text, 'x', bytes);
    text[1] = '\n';
    for (int piece = 0; piece < PIECES; piece++, at += RECORD_BYTES + 1)
        at[RECORD_BYTES] = '\n';
    return (Str){ text, bytes };
}

static void *load_last(void *file)
{
    Arena arena;
    arena_init(&arena, NULL);
    Cx cx = { .arena = &arena };
    CsvPiece *piece = csv_piece_acquire(&cx, file, PIECES - 1);

    EXPECT(piece && piece->rows == 1);
    if (piece)
        csv_piece_release(file, piece);
    arena_fini(&arena);
    return NULL;
}

/* Both find that the chunk is not there, and both bring a piece of it. */
static void load_last_twice(GatedFile *content, CsvFile *file)
{
    pthread_t threads[THREADS];

    pthread_barrier_init(&content->gate, NULL, THREADS);
    content->is_shut = true;
    for (int thread = 0; thread < THREADS; thread++)
        if (pthread_create(&threads[thread], NULL, load_last, file) != 0)
            abort();
    for (int thread = 0; thread < THREADS; thread++)
        pthread_join(threads[thread], NULL);
    pthread_barrier_destroy(&content->gate);
}

TEST(a_chunk_loaded_twice_where_there_is_no_room_leaves_nothing_behind)
{
    GatedFile content = { .content = file_of_pieces(cx->arena) };
    FileOps ops = { gated_open, gated_pread, gated_fstat, gated_close, &content };
    const CsvPiece *used[PIECES - 1];
    Budget budget;
    budget_init(&budget, NULL, "query", INT64_MAX);
    CsvFile *file =
        (CsvFile *)scan_open_through(cx, &ops, &scan_driver_csv, STR_LIT("x.csv"), NULL, &budget);

    EXPECT(file && file->scan.chunk_count == PIECES);
    if (!file)
        return;
    for (uint32_t chunk = 0; chunk < PIECES - 1; chunk++) {
        used[chunk] = csv_piece_acquire(cx, file, chunk);
        EXPECT(used[chunk]);
    }
    load_last_twice(&content, file);
    for (uint32_t chunk = 0; chunk < PIECES - 1; chunk++)
        csv_piece_release(file, used[chunk]);
    scan_close(&file->scan);
    EXPECT(budget.used_bytes == 0);
}
