/*
 * dialect.c -- what separates the fields, and how the columns are called.
 *
 * The first records are split by each candidate.  The right one gives every record as many fields
 * as the header line has, and more than one; where several do, that with most fields wins.  Where
 * none does, half of the records must agree, so that a ragged line gives an error later that names
 * it, and not a file of one column.
 */
#include "base/utf8.h"
#include "storage/csv/csv.h"

enum { DIALECT_RECORDS = 100 }; /* looked at for the delimiter */

/* Walks through fields; see the grammar in csv.h. */
typedef struct Splitter {
    const char *at;
    const char *end;
    char delimiter;
    char line_end;
} Splitter;

typedef enum FieldEnd { ENDS_FIELD, ENDS_RECORD, ENDS_TEXT } FieldEnd;

/* Where the field that begins with a quote at `at` has its last quote, or `end`. */
static const char *find_closing_quote(const char *at, const char *end)
{
    for (at++; at < end; at += 2) {
        at = memchr(at, CSV_QUOTE, (size_t)(end - at));
        if (!at)
            return end;
        if (at + 1 == end || at[1] != CSV_QUOTE)
            return at;
    }
    return end;
}

/* The next field, quotes and all; the \r of a line end is not part of it. */
static FieldEnd next_field(Splitter *s, Str *out_field)
{
    const char *begin = s->at, *at = begin;

    if (at < s->end && *at == CSV_QUOTE)
        at = find_closing_quote(at, s->end);
    while (at < s->end && *at != s->delimiter && *at != s->line_end)
        at++;
    *out_field = (Str){ begin, (size_t)(at - begin) };
    if (at == s->end) {
        s->at = at;
        return ENDS_TEXT;
    }
    s->at = at + 1;
    if (*at == s->delimiter)
        return ENDS_FIELD;
    if (at > begin && at[-1] == '\r')
        out_field->length--;
    return ENDS_RECORD;
}

/* Count the next record's fields; false where the text ends before the record does. */
static bool count_fields(Splitter *s, bool is_whole, uint32_t *out_count)
{
    uint32_t count = 1;
    Str field;
    FieldEnd end;

    while ((end = next_field(s, &field)) == ENDS_FIELD)
        count++;
    *out_count = count;
    return end == ENDS_RECORD || is_whole;
}

static void skip_blank_lines(Splitter *s, int64_t *lines)
{
    for (;;) {
        if (s->at < s->end && *s->at == s->line_end)
            s->at++;
        else if (s->end - s->at >= 2 && s->at[0] == '\r' && s->at[1] == s->line_end)
            s->at += 2;
        else
            return;
        ++*lines;
    }
}

typedef struct Fit {
    uint32_t fields;  /* in the header line */
    uint32_t agree;   /* records with as many */
    uint32_t records; /* looked at, the header line left out */
} Fit;

static Splitter split(const CsvHead *head, char delimiter, char line_end)
{
    return (Splitter){ head->text.data, head->text.data + head->text.length, delimiter, line_end };
}

static Fit try_delimiter(const CsvHead *head, char delimiter, char line_end)
{
    Splitter s = split(head, delimiter, line_end);
    Fit fit = { .fields = 0 };
    int64_t lines = 0;
    uint32_t fields;

    skip_blank_lines(&s, &lines);
    if (!count_fields(&s, head->is_whole, &fit.fields))
        return fit;
    while (fit.records < DIALECT_RECORDS) {
        skip_blank_lines(&s, &lines);
        if (s.at == s.end || !count_fields(&s, head->is_whole, &fields))
            break;
        fit.records++;
        fit.agree += fields == fit.fields;
    }
    return fit;
}

/* 2: all records agree on more than one field; 1: half of them do; 0: it does not split. */
static int fit_rank(Fit fit)
{
    if (fit.fields <= 1)
        return 0;
    return fit.agree == fit.records ? 2 : fit.agree >= fit.records - fit.agree;
}

/* Is `a` the better explanation of the file? */
static bool fits_better(Fit a, Fit b)
{
    int a_rank = fit_rank(a), b_rank = fit_rank(b);

    if (a_rank != b_rank)
        return a_rank > b_rank;
    if (a_rank == 2 || a.agree == b.agree)
        return a.fields > b.fields;
    return a.agree > b.agree;
}

static bool has_ending(Str path, const char *ending)
{
    size_t length = strlen(ending);

    return path.length >= length &&
           str_is(str_slice(path, path.length - length, path.length), ending);
}

/* What quotes enclose does not count: it is \n also in files of old spreadsheets, whose records end
 * with \r. */
static char find_line_end(const CsvHead *head)
{
    bool is_quoted = false, has_return = false;

    for (size_t at = 0; at < head->text.length; at++) {
        char c = head->text.data[at];
        if (c == '\n' && !is_quoted)
            return '\n';
        is_quoted ^= c == CSV_QUOTE;
        has_return |= c == '\r' && !is_quoted;
    }
    return has_return ? '\r' : '\n';
}

static char find_delimiter(const CsvFile *file, const CsvHead *head, char line_end)
{
    static const char candidates[] = { ',', ';', '\t', '|' };
    char best = candidates[0];

    if (has_ending(file->scan.file.path, ".tsv"))
        return '\t';
    Fit best_fit = try_delimiter(head, best, line_end);
    for (size_t at = 1; at < sizeof candidates; at++) {
        Fit fit = try_delimiter(head, candidates[at], line_end);
        if (fits_better(fit, best_fit)) {
            best = candidates[at];
            best_fit = fit;
        }
    }
    return best;
}

/* --- Names -------------------------------------------------------------------------------------
 */

static bool is_taken(const CsvHeader *header, Str name)
{
    for (uint32_t column = 0; column < header->count; column++)
        if (str_equal(header->names[column], name))
            return true;
    return false;
}

/* A name of its own for every column: column3 where the header says nothing, name_1 where it says
 * the same twice. */
static Str make_name(Arena *arena, const CsvHeader *header, Str written)
{
    Str name = written.length ? written : str_format(arena, "column%u", header->count + 1);
    Str unique = name;

    for (uint32_t suffix = 1; is_taken(header, unique); suffix++)
        unique = str_format(arena, "%.*s_%u", STR(name), suffix);
    return unique;
}

static bool read_name(Cx *cx, Arena *arena, Str field, Str *out_name)
{
    if (field.length == 0 || field.data[0] != CSV_QUOTE) {
        *out_name = str_trim(field);
        return true;
    }
    if (field.length < 2 || field.data[field.length - 1] != CSV_QUOTE)
        return fail(cx, ERR_BAD_COPY_FILE_FORMAT, NO_POSITION, "unterminated CSV quoted field");
    *out_name = csv_field_text(arena, (CsvField){ .at = field.data + 1,
                                                  .length = (uint32_t)field.length - 2,
                                                  .is_quoted = true });
    return true;
}

static bool add_name(Cx *cx, const CsvFile *file, Str field, CsvHeader *header)
{
    if (header->count == CSV_COLUMNS_MAX)
        return fail(cx, ERR_TOO_MANY_COLUMNS, NO_POSITION, "file \"%.*s\" has more than %d columns",
                    STR(file->scan.file.path), CSV_COLUMNS_MAX);

    Str written;
    TRY(read_name(cx, file->scan.arena, field, &written));
    TRY(utf8_check(cx, written, NO_POSITION));
    Str name = make_name(file->scan.arena, header, written);
    header->names[header->count++] = str_copy(file->scan.arena, name);
    return true;
}

static int64_t count_lines(const char *at, const char *end, char line_end)
{
    int64_t count = 0;

    while ((at = memchr(at, line_end, (size_t)(end - at)))) {
        count++;
        at++;
    }
    return count;
}

static bool split_header(Cx *cx, const CsvFile *file, const CsvHead *head, CsvHeader *header)
{
    Splitter s = split(head, header->delimiter, header->line_end);
    int64_t lines = 0;
    FieldEnd end;

    skip_blank_lines(&s, &lines);
    const char *begin = s.at;
    if (begin == s.end)
        return fail(cx, ERR_BAD_COPY_FILE_FORMAT, NO_POSITION, "file \"%.*s\" has no header line",
                    STR(file->scan.file.path));
    do {
        Str field;
        end = next_field(&s, &field);
        if (end == ENDS_TEXT && !head->is_whole)
            return fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                        "header line of file \"%.*s\" is longer than %d bytes",
                        STR(file->scan.file.path), CSV_HEAD_BYTES);
        if (!add_name(cx, file, end == ENDS_TEXT ? str_trim(field) : field, header))
            return fail_context(cx, "file \"%.*s\", header line", STR(file->scan.file.path));
    } while (end == ENDS_FIELD);
    header->lines = lines + (end == ENDS_RECORD) + count_lines(begin, s.at - 1, s.line_end);
    header->end = head->offset + (s.at - head->text.data);
    return true;
}

bool csv_read_header(Cx *cx, const CsvFile *file, const CsvHead *head, CsvHeader *out_header)
{
    CsvHeader header = { .line_end = find_line_end(head) };

    header.delimiter = find_delimiter(file, head, header.line_end);
    header.names = ARENA_ARRAY(file->scan.arena, Str, CSV_COLUMNS_MAX);
    TRY(split_header(cx, file, head, &header));
    *out_header = header;
    return true;
}
