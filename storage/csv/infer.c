/*
 * infer.c -- guessing the types of columns from their values.
 *
 *     boolean    bigint > numeric > double precision    date > timestamp    text
 *
 * Each value names the types that could hold it, a column gets the first of the ladder that all its
 * values name.  The first CSV_INFER_BYTES are looked at whole, so small files are never guessed
 * wrong; further on, samples spread over the file.  A value met later that does not fit is an
 * error, never a silent change.
 *
 * Digits are a number only where the number says all they say: 01234 is a postal code and +49123 a
 * telephone number, so such columns are text, and integers beyond bigint are numeric.
 */
#include "base/value.h"
#include "storage/csv/csv.h"
#include "storage/csv/fields.h"

enum {
    CSV_INFER_BYTES = 4 * 1024 * 1024,
    CSV_INFER_SAMPLES = 16, /* chunks behind that, spread evenly */
    CSV_INFER_ROWS = 1024,  /* looked at in each of them */
    CSV_DIGITS_MAX = 1000,  /* of a numeric; longer ones are text */
};

/* The ladder; a set of types has the bits of its members. */
typedef enum Rung {
    RUNG_BOOL = 1 << 0,
    RUNG_INT8 = 1 << 1,
    RUNG_NUMERIC = 1 << 2, /* integers only */
    RUNG_FLOAT8 = 1 << 3,
    RUNG_DATE = 1 << 4,
    RUNG_TIMESTAMP = 1 << 5,
    RUNG_TEXT = 1 << 6,
    RUNG_ALL = (1 << 7) - 1,
} Rung;

static const struct {
    Rung rung;
    TypeId type;
} ladder[] = {
    { RUNG_BOOL, TYPE_BOOL },     { RUNG_INT8, TYPE_INT8 }, { RUNG_NUMERIC, TYPE_NUMERIC },
    { RUNG_FLOAT8, TYPE_FLOAT8 }, { RUNG_DATE, TYPE_DATE }, { RUNG_TIMESTAMP, TYPE_TIMESTAMP },
    { RUNG_TEXT, TYPE_TEXT },
};

typedef struct Guess {
    unsigned types; /* Rungs all values share */
    bool has_proof; /* some value that says more than nan or inf, which may be words */
} Guess;

/* Does value_parse take it, whatever the fast ways say?  Only asked where it looks like a value. */
static bool is_accepted(Cx *cx, TypeId type, Str text)
{
    SCRATCH(cx->arena);
    Cx attempt = { .arena = cx->arena };
    Value value;

    return value_parse(&attempt, type_of(type), text, NO_POSITION, &value);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_special_number(Str text)
{
    static const char *const words[] = { "nan", "inf", "-inf", "infinity", "-infinity" };

    for (size_t at = 0; at < COUNT_OF(words); at++)
        if (text.length == strlen(words[at]) && strncasecmp(text.data, words[at], text.length) == 0)
            return true;
    return false;
}

/* A number would lose zeros it begins with. */
static bool has_leading_zero(Str text)
{
    size_t first = text.data[0] == '-' || text.data[0] == '+';

    return text.length > first + 1 && text.data[first] == '0' && is_digit(text.data[first + 1]);
}

static bool are_digits(Str text)
{
    for (size_t at = 0; at < text.length; at++)
        if (!is_digit(text.data[at]))
            return false;
    return text.length > 0;
}

static unsigned rungs_of_integer(Str text)
{
    int64_t integer;

    if (text.data[0] == '+') /* which a number would lose, too */
        return 0;
    if (field_to_i64(text, &integer))
        return RUNG_INT8 | RUNG_NUMERIC | RUNG_FLOAT8;
    return text.length <= CSV_DIGITS_MAX ? RUNG_NUMERIC | RUNG_FLOAT8 : 0;
}

static unsigned rungs_of_number(Cx *cx, Str text)
{
    size_t sign = text.data[0] == '-' || text.data[0] == '+';
    double real;

    if (has_leading_zero(text))
        return 0;
    if (are_digits(str_slice(text, sign, text.length)))
        return rungs_of_integer(text);
    if (field_to_f64(text, &real))
        return RUNG_FLOAT8;
    return field_is_number(text) && is_accepted(cx, TYPE_FLOAT8, text) ? RUNG_FLOAT8 : 0;
}

/* More than six digits behind the point are rounded by value_parse; time zones other than Z would
 * be ignored, so they stay text. */
static bool is_long_timestamp(Cx *cx, Str text)
{
    enum { LONG_MIN = 27, LONG_MAX_LENGTH = 31 }; /* 2024-01-01 00:00:00.0000000 */
    Str micros = str_slice(text, 0, 26);
    int64_t timestamp;

    if (text.length < LONG_MIN || text.length > LONG_MAX_LENGTH || text.data[19] != '.' ||
        !field_to_timestamp(micros, &timestamp))
        return false;
    for (size_t at = 26; at < text.length; at++)
        if (!is_digit(text.data[at]) && !(text.data[at] == 'Z' && at + 1 == text.length))
            return false;
    return is_accepted(cx, TYPE_TIMESTAMP, text);
}

static unsigned rungs_of(Cx *cx, Str text)
{
    int64_t timestamp;
    int32_t date;
    bool boolean;
    char first = text.data[0];

    if (field_to_bool(text, &boolean))
        return RUNG_BOOL;
    if (is_special_number(text))
        return RUNG_FLOAT8;
    if (first != '+' && first != '-' && first != '.' && !is_digit(first))
        return 0;
    if (field_to_date(text, &date))
        return RUNG_DATE | RUNG_TIMESTAMP;
    if (text.length > 10 && text.data[4] == '-')
        return field_to_timestamp(text, &timestamp) || is_long_timestamp(cx, text) ? RUNG_TIMESTAMP
                                                                                   : 0;
    return rungs_of_number(cx, text);
}

static void guess_field(Cx *cx, CsvField field, Guess *guess)
{
    if (guess->types == RUNG_TEXT)
        return;
    Str text = str_trim((Str){ field.at, field.length });
    if (field.length == 0)
        return; /* null, or as good as null where the column turns out to be no text */
    unsigned rungs = text.length ? rungs_of(cx, text) : 0;
    guess->types &= rungs | RUNG_TEXT;
    guess->has_proof |= rungs && !is_special_number(text);
}

static void guess_piece(Cx *cx, const CsvPiece *piece, uint32_t columns, uint32_t rows,
                        Guess *guesses)
{
    for (uint32_t row = 0; row < rows; row++)
        for (uint32_t column = 0; column < columns; column++)
            guess_field(cx, csv_field(piece, columns, row, column), &guesses[column]);
}

static bool guess_chunk(Cx *cx, const CsvFile *file, uint32_t chunk, uint32_t rows_max,
                        Guess *guesses)
{
    CsvPiece *piece = TRY(csv_piece_load(cx, file, chunk));
    uint32_t rows = piece->rows < rows_max ? piece->rows : rows_max;

    guess_piece(cx, piece, file->scan.column_count, rows, guesses);
    csv_piece_free(piece);
    return check_interrupts(cx);
}

static TypeId type_of_guess(const Guess *guess)
{
    unsigned types = guess->has_proof ? guess->types : RUNG_TEXT;

    for (size_t at = 0; at < COUNT_OF(ladder); at++)
        if (types & ladder[at].rung)
            return ladder[at].type;
    return TYPE_TEXT;
}

static bool guess_chunks(Cx *cx, const CsvFile *file, Guess *guesses)
{
    uint32_t count = file->scan.chunk_count, chunk = 0;

    for (int64_t bytes = 0; chunk < count && bytes < CSV_INFER_BYTES; chunk++) {
        TRY(guess_chunk(cx, file, chunk, UINT32_MAX, guesses));
        bytes += file->scan.chunks[chunk].bytes;
    }
    uint32_t rest = count - chunk;
    uint32_t samples = rest < CSV_INFER_SAMPLES ? rest : CSV_INFER_SAMPLES;
    for (uint32_t sample = 0; sample < samples; sample++) {
        uint32_t at = chunk + (uint32_t)((uint64_t)(sample + 1) * rest / samples) - 1;
        TRY(guess_chunk(cx, file, at, CSV_INFER_ROWS, guesses));
    }
    return true;
}

bool csv_infer_types(Cx *cx, const CsvFile *file, ScanColumn *columns)
{
    uint32_t count = file->scan.column_count;
    Guess *guesses = ARENA_ARRAY(cx->arena, Guess, count);

    for (uint32_t column = 0; column < count; column++)
        guesses[column] = (Guess){ .types = RUNG_ALL };
    TRY(guess_chunks(cx, file, guesses));
    for (uint32_t column = 0; column < count; column++)
        columns[column].type = type_of(type_of_guess(&guesses[column]));
    return true;
}
