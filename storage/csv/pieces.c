/*
 * pieces.c -- chunks in memory, shared by the readers of their columns.
 *
 * A reader borrows the piece for one call at a time, so that nothing is held by a reader that is
 * never read to its end.  The piece goes with the last reader that comes to the end; what readers
 * left behind half-way goes when there are more than CSV_PIECES_MAX, or when memory is short, the
 * least recently used first.
 */
#include "storage/csv/csv.h"

/* --- Loading -----------------------------------------------------------------------------------
 */

static bool read_text(Cx *cx, const CsvFile *file, CsvPiece *piece)
{
    size_t room = (size_t)piece->bytes + CSV_PADDING_BYTES;
    TRY(check_allocation(cx, piece->arena, room));

    char *text = arena_alloc(piece->arena, room);
    TRY(file_read(cx, &file->scan.file, file->places[piece->chunk].offset, text, piece->bytes));
    memset(text + piece->bytes, 0, CSV_PADDING_BYTES);
    piece->text = text;
    return file_check(cx, &file->scan.file);
}

CsvPiece *csv_piece_load(Cx *cx, const CsvFile *file, uint32_t chunk)
{
    Arena *arena = arena_new(file->scan.arena->budget);
    CsvPiece *piece = arena_zero(arena, sizeof *piece);

    piece->arena = arena;
    piece->chunk = chunk;
    piece->bytes = (uint32_t)file->scan.chunks[chunk].bytes;
    piece->rows = (uint32_t)file->scan.chunks[chunk].rows;
    if (!read_text(cx, file, piece) || !csv_cut(cx, file, piece)) {
        csv_piece_free(piece);
        return NULL;
    }
    return piece;
}

void csv_piece_free(CsvPiece *piece)
{
    if (piece)
        arena_free(piece->arena);
}

/* --- Sharing; what is called "locked" needs the file's lock -------------------------------------
 */

static CsvPiece *find_locked(CsvFile *file, uint32_t chunk)
{
    for (CsvPiece **link = &file->pieces; *link; link = &(*link)->next) {
        CsvPiece *piece = *link;
        if (piece->chunk != chunk)
            continue;
        *link = piece->next; /* to the front: it is used now */
        piece->next = file->pieces;
        file->pieces = piece;
        return piece;
    }
    return NULL;
}

/* Take pieces nobody uses out of the list: the one of `chunk`, or all that stand at place `kept`
 * and beyond.  They are freed by the caller, without the lock. */
static CsvPiece *take_locked(CsvFile *file, const uint32_t *chunk, uint32_t kept)
{
    CsvPiece *taken = NULL;
    uint32_t place = 0;

    for (CsvPiece **link = &file->pieces; *link;) {
        CsvPiece *piece = *link;
        bool is_wanted = chunk ? piece->chunk == *chunk : place >= kept;
        place++;
        if (!is_wanted || piece->users > 0) {
            link = &piece->next;
            continue;
        }
        *link = piece->next;
        file->piece_count--;
        piece->next = taken;
        taken = piece;
    }
    return taken;
}

static void free_all(CsvPiece *piece)
{
    while (piece) {
        CsvPiece *next = piece->next;
        csv_piece_free(piece);
        piece = next;
    }
}

static CsvPiece *find_and_use(CsvFile *file, uint32_t chunk)
{
    pthread_mutex_lock(&file->lock);
    CsvPiece *piece = find_locked(file, chunk);
    if (piece)
        piece->users++;
    pthread_mutex_unlock(&file->lock);
    return piece;
}

/* Another thread may have been faster; then its piece serves both. */
static CsvPiece *insert_and_use(CsvFile *file, CsvPiece *piece)
{
    CsvPiece *surplus = NULL, *second = NULL;

    pthread_mutex_lock(&file->lock);
    CsvPiece *shown = find_locked(file, piece->chunk);
    if (shown) {
        second = piece;
    } else {
        shown = piece;
        piece->next = file->pieces;
        file->pieces = piece;
        file->piece_count++;
    }
    shown->users++;
    if (file->piece_count > CSV_PIECES_MAX)
        surplus = take_locked(file, NULL, CSV_PIECES_MAX);
    pthread_mutex_unlock(&file->lock);
    csv_piece_free(second);
    free_all(surplus);
    return shown;
}

static void free_unused(CsvFile *file)
{
    pthread_mutex_lock(&file->lock);
    CsvPiece *unused = take_locked(file, NULL, 0);
    pthread_mutex_unlock(&file->lock);
    free_all(unused);
}

CsvPiece *csv_piece_acquire(Cx *cx, CsvFile *file, uint32_t chunk)
{
    CsvPiece *found = find_and_use(file, chunk);
    if (found)
        return found;

    Cx attempt = cx_within(cx, cx->arena);
    CsvPiece *piece = csv_piece_load(&attempt, file, chunk);
    if (!piece && attempt.error.code == ERR_OUT_OF_MEMORY) {
        free_unused(file);
        piece = csv_piece_load(cx, file, chunk);
    } else if (!piece) {
        return fail_with(cx, &attempt.error);
    }
    return piece ? insert_and_use(file, piece) : NULL;
}

void csv_piece_release(CsvFile *file, const CsvPiece *piece)
{
    pthread_mutex_lock(&file->lock);
    CsvPiece *used = find_locked(file, piece->chunk);
    assert(used == piece && used->users > 0);
    used->users--;
    pthread_mutex_unlock(&file->lock);
}

void csv_reader_began(CsvFile *file, uint32_t chunk)
{
    pthread_mutex_lock(&file->lock);
    file->readers[chunk]++;
    pthread_mutex_unlock(&file->lock);
}

void csv_reader_ended(CsvFile *file, uint32_t chunk)
{
    CsvPiece *ended = NULL;

    pthread_mutex_lock(&file->lock);
    assert(file->readers[chunk] > 0);
    if (--file->readers[chunk] == 0)
        ended = take_locked(file, &chunk, 0);
    pthread_mutex_unlock(&file->lock);
    free_all(ended);
}

void csv_pieces_close(CsvFile *file)
{
    if (!file->has_lock)
        return;
    free_all(file->pieces);
    pthread_mutex_destroy(&file->lock);
}
