/*
 * csv.h -- a CSV file as the parts of this folder see it.
 *
 *     head: BOM, header line │ chunk 0 │ chunk 1 │ ...      chunks begin where records begin
 *
 * Opening decides the delimiter, finds every chunk's border, rows and first line in one pass, and
 * guesses the columns' types.  A chunk that is read becomes a CsvPiece: its text and the place of
 * every field, shared by the readers of all its columns.
 *
 * The grammar: records end with \n or \r\n, the last one may lack it; where the file's start has
 * line ends, but no \n outside of quotes, they end with \r.  A field that begins with a quote ends
 * with one, quotes inside it are doubled; elsewhere a quote is an ordinary character.
 * Lines without a character are no records, unless the file has one column only.
 */
#ifndef STORAGE_CSV_CSV_H
#define STORAGE_CSV_CSV_H

#include "storage/scan_driver.h"

#include <pthread.h>

enum {
    CSV_HEAD_BYTES = 1024 * 1024,     /* in which the header line must end */
    CSV_HASH_BYTES = 64 * 1024,       /* of the start of the file; see FilePin */
    CSV_CHUNK_BYTES = 1024 * 1024,    /* a chunk ends with the record that reaches this */
    CSV_RECORD_BYTES_MAX = 256 << 20, /* of one record, so that places fit 32 bits */
    CSV_COLUMNS_MAX = 1600,           /* as many as a table can have */
    CSV_PIECES_MAX = 32,              /* kept while nobody looks at them */
    CSV_PADDING_BYTES = 64,           /* readable behind a piece's text */
    CSV_QUOTE = '"',
};

typedef struct CsvPlace {
    int64_t offset;     /* of the chunk's first byte */
    int64_t first_line; /* number of its first line, from 1 */
} CsvPlace;

/* Is the whole piece valid?  If not, each text is looked at. */
typedef enum CsvUtf8 { UTF8_UNKNOWN, UTF8_VALID, UTF8_DOUBTFUL } CsvUtf8;

/* A chunk cut into fields.  Row r is cuts[r * (columns + 1)], where it begins, followed by where
 * each field ends; a field begins one byte behind the end of the one before. */
typedef struct CsvPiece {
    const char *text;
    uint32_t bytes;
    uint32_t rows;
    const uint32_t *cuts;
    _Atomic uint8_t utf8; /* CsvUtf8: decided by the first reader of texts */

    Arena *arena; /* all of its memory, this struct included */
    uint32_t chunk;
    uint32_t users;        /* looking at it now; guarded by the file's lock */
    struct CsvPiece *next; /* less recently used */
} CsvPiece;

typedef struct CsvFile {
    ScanFile scan;
    char delimiter;
    char line_end;          /* \n, which a \r may precede, or \r */
    const CsvPlace *places; /* one a chunk */

    pthread_mutex_t lock; /* guards what follows; the rest never changes once open */
    bool has_lock;
    uint32_t *readers; /* of each chunk, that have not come to its end */
    CsvPiece *pieces;  /* most recently used first */
    uint32_t piece_count;
} CsvFile;

/* --- dialect.c: the header line, and what separates fields ---------------------------------------
 */

typedef struct CsvHead {
    Str text;       /* the start of the file, BOM left out */
    int64_t offset; /* of text */
    bool is_whole;  /* the file has no more */
} CsvHead;

typedef struct CsvHeader {
    char delimiter;
    char line_end;
    Str *names;
    uint32_t count;
    int64_t end;   /* offset in the file of the first record */
    int64_t lines; /* before that record */
} CsvHeader;

must_use bool csv_read_header(Cx *cx, const CsvFile *file, const CsvHead *head,
                              CsvHeader *out_header);

/* --- index.c: borders of chunks -------------------------------------------------------------- */

/* Fill in scan.chunks and places. */
must_use bool csv_index(Cx *cx, CsvFile *file, const CsvHeader *header);

/* --- tokens.c, pieces.c ---------------------------------------------------------------------- */

/* Cut piece->text into fields.  Raises 22P04 for a record with too few or too many. */
must_use bool csv_cut(Cx *cx, const CsvFile *file, CsvPiece *piece);

/* Read and cut a chunk.  Free it with csv_piece_free, unless csv_piece_acquire gave it. */
must_use CsvPiece *csv_piece_load(Cx *cx, const CsvFile *file, uint32_t chunk);
void csv_piece_free(CsvPiece *piece);

/* The same, shared by all who read the chunk at this time. */
must_use CsvPiece *csv_piece_acquire(Cx *cx, CsvFile *file, uint32_t chunk);
void csv_piece_release(CsvFile *file, const CsvPiece *piece);
/* A reader has come to a chunk's end; with the last one the piece goes. */
void csv_reader_began(CsvFile *file, uint32_t chunk);
void csv_reader_ended(CsvFile *file, uint32_t chunk);
void csv_pieces_close(CsvFile *file);

typedef struct CsvField {
    const char *at; /* quotes left out */
    uint32_t length;
    bool is_quoted;
} CsvField;

static inline CsvField csv_field(const CsvPiece *piece, uint32_t columns, uint32_t row,
                                 uint32_t column)
{
    const uint32_t *cuts = piece->cuts + (size_t)row * (columns + 1) + column;
    uint32_t begin = cuts[0] + (column > 0), end = cuts[1];
    const char *at = piece->text + begin;

    if (likely(begin == end || *at != CSV_QUOTE))
        return (CsvField){ at, end - begin, false };
    return (CsvField){ at + 1, end - begin - 2, true };
}

/* Its value: doubled quotes are halved in a copy that lives in `arena`. */
Str csv_field_text(Arena *arena, CsvField field);

/* --- infer.c: types -------------------------------------------------------------------------- */

/* The narrowest type each column's values have where they were looked at. */
must_use bool csv_infer_types(Cx *cx, const CsvFile *file, ScanColumn *columns);

/* --- reader.c: columns ----------------------------------------------------------------------- */

ColumnReader *csv_column_open(Cx *cx, ScanFile *file, uint32_t chunk, uint32_t column,
                              Arena *arena);
bool csv_column_read(Cx *cx, ColumnReader *reader, uint32_t rows, const Row *selection,
                     uint32_t selected, Column *out_column);
bool csv_column_skip(Cx *cx, ColumnReader *reader, uint32_t rows);

/* --- Errors ---------------------------------------------------------------------------------- */

/* The line in which a byte of a piece lies. */
int64_t csv_line_of(const CsvFile *file, const CsvPiece *piece, uint32_t at);

#endif
