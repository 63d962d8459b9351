/*
 * dump.c -- shows a file through storage/scan.h, for tests/parquet/check.py.
 *
 *     dump FILE                   schema, statistics and all rows
 *     dump --sparse SEED FILE     the same rows, read with selections and skips in between
 *     dump --time COLUMN FILE     decode one column (or "all") several times; ns a value
 *
 * One line each, fields separated by tabs: "column NAME TYPE", "skipped NAME REASON",
 * "stats CHUNK COLUMN NULLS MIN MAX", "row ...".  Values: \N for null, texts with backslash,
 * tab and line ends escaped, integers and decimals as the stored integer, floats as bits in
 * hexadecimal.  Exits with 2 and "SQLSTATE message" on standard error where reading fails.
 */
#include "base/value.h"
#include "storage/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { EXIT_READ_FAILED = 2, TIME_ROUNDS = 5 };

static int report(const Cx *cx)
{
    fflush(stdout);
    fprintf(stderr, "%s %s\n", error_sqlstate(cx->error.code), cx->error.message);
    if (cx->error.context)
        fprintf(stderr, "context: %s\n", cx->error.context);
    return EXIT_READ_FAILED;
}

static void print_text(Str text)
{
    for (size_t at = 0; at < text.length; at++)
        switch (text.data[at]) {
        case '\t': fputs("\\t", stdout); break;
        case '\n': fputs("\\n", stdout); break;
        case '\r': fputs("\\r", stdout); break;
        case '\\': fputs("\\\\", stdout); break;
        default: putchar(text.data[at]); break;
        }
}

static void print_wide(int128_t value)
{
    char digits[48];
    int at = sizeof digits;
    uint128_t left = value < 0 ? -(uint128_t)value : (uint128_t)value;

    digits[--at] = '\0';
    do
        digits[--at] = (char)('0' + (int)(left % 10));
    while (left /= 10);
    printf("%s%s", value < 0 ? "-" : "", digits + at);
}

static void print_bits(const void *value, size_t bytes)
{
    uint64_t bits = 0;
    memcpy(&bits, value, bytes);
    printf("0x%llx", (unsigned long long)bits);
}

static void print_item(Layout layout, const void *item, const uint8_t *const *heaps)
{
    switch (layout) {
    case LAYOUT_BOOL: printf("%d", *(const uint8_t *)item); break;
    case LAYOUT_I8: printf("%d", *(const int8_t *)item); break;
    case LAYOUT_I16: printf("%d", *(const int16_t *)item); break;
    case LAYOUT_I32: printf("%d", *(const int32_t *)item); break;
    case LAYOUT_I64: printf("%lld", (long long)*(const int64_t *)item); break;
    case LAYOUT_I128: print_wide(*(const int128_t *)item); break;
    case LAYOUT_F32: print_bits(item, 4); break;
    case LAYOUT_F64: print_bits(item, 8); break;
    case LAYOUT_VIEW: print_text(view_str(item, heaps)); break;
    case LAYOUT_INTERVAL: break;
    }
}

static int64_t integer_at(Layout layout, const void *item)
{
    switch (layout) {
    case LAYOUT_I16: return *(const int16_t *)item;
    case LAYOUT_I32: return *(const int32_t *)item;
    case LAYOUT_I64: return *(const int64_t *)item;
    case LAYOUT_BOOL:
    case LAYOUT_I8:
    case LAYOUT_I128:
    case LAYOUT_F32:
    case LAYOUT_F64:
    case LAYOUT_VIEW:
    case LAYOUT_INTERVAL: break;
    }
    return 0;
}

/* Prints a value and holds the column to what it says of itself. */
static void print_row(Cx *cx, Type type, const Column *column, uint32_t row)
{
    if (!column_has(column, row)) {
        fputs("\\N", stdout);
        return;
    }
    bool is_dict = column->kind == COLUMN_DICT;
    const Column *values = is_dict ? &column->dictionary->values : column;
    const char *item = (const char *)values->data +
                       (size_t)column_index(column, row) * (size_t)layout_bytes(values->layout);

    if (is_dict && column_index(column, row) >= values->rows)
        fputs("(code beyond dictionary)", stdout);
    if (column->has_bounds) {
        int64_t value = integer_at(column->layout, item);
        if (value < column->min || value > column->max)
            fputs("(out of bounds)", stdout);
    }
    if (type_is_structured(type)) {
        SCRATCH(cx->arena);
        StrBuilder text = str_builder(cx->arena);
        value_print(&text, type, value_of_column(column, row));
        print_text(str_built(&text));
        return;
    }
    print_item(values->layout, item, values->heaps);
}

static void print_value(Type type, const Value *value)
{
    float narrow;

    switch (type_layout(type)) {
    case LAYOUT_BOOL: printf("%d", value->boolean); break;
    case LAYOUT_I8:
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64: printf("%lld", (long long)value->integer); break;
    case LAYOUT_I128: print_wide(value->wide); break;
    case LAYOUT_F32:
        narrow = (float)value->real;
        print_bits(&narrow, 4);
        break;
    case LAYOUT_F64: print_bits(&value->real, 8); break;
    case LAYOUT_VIEW: print_text(value->text); break;
    case LAYOUT_INTERVAL: break;
    }
}

static void print_head(Cx *cx, const ScanFile *file)
{
    uint32_t count, chunk_count, skipped_count;
    const ScanColumn *columns = scan_columns(file, &count);
    const ScanSkipped *skipped = scan_skipped(file, &skipped_count);

    for (uint32_t at = 0; at < count; at++)
        printf("column\t%.*s\t%.*s%s\n", STR(columns[at].name),
               STR(type_print(cx->arena, columns[at].type)),
               columns[at].nullable ? "" : " not null");
    for (uint32_t at = 0; at < skipped_count; at++)
        printf("skipped\t%.*s\t%s\n", STR(skipped[at].name), skipped[at].reason);

    scan_chunks(file, &chunk_count);
    for (uint32_t chunk = 0; chunk < chunk_count; chunk++)
        for (uint32_t at = 0; at < count; at++) {
            ChunkStats stats;
            scan_stats(file, chunk, at, &stats);
            printf("stats\t%u\t%u\t%lld", chunk, at,
                   stats.has_null_count ? (long long)stats.null_count : -1);
            if (stats.has_bounds) {
                putchar('\t');
                print_value(columns[at].type, &stats.min);
                putchar('\t');
                print_value(columns[at].type, &stats.max);
            }
            putchar('\n');
        }
}

/* What to do with the next rows: read all, read some, or skip. */
typedef struct Plan {
    uint32_t rows;
    bool is_skipped;
    const Row *selection; /* NULL: all */
    uint32_t selected;
    Row rows_of_selection[BATCH_ROWS_MAX];
} Plan;

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

static void plan_batch(Plan *plan, int64_t left, uint32_t *state)
{
    uint32_t rows = BATCH_ROWS_MAX;

    plan->is_skipped = false;
    plan->selection = NULL;
    if (*state) {
        rows = 1 + next_random(state) % (next_random(state) % 3 ? BATCH_ROWS_MAX : 100);
        plan->is_skipped = next_random(state) % 3 == 0;
        if (next_random(state) % 2)
            plan->selection = plan->rows_of_selection;
    }
    plan->rows = left < rows ? (uint32_t)left : rows;
    plan->selected = plan->rows;
    if (!plan->selection)
        return;
    uint32_t step = 1 + next_random(state) % 12;
    plan->selected = 0;
    for (uint32_t row = 0; row < plan->rows; row += 1 + next_random(state) % step)
        plan->rows_of_selection[plan->selected++] = (Row)row;
}

static bool print_batch(Cx *cx, const ScanFile *file, const Plan *plan, ColumnReader **readers,
                        Column *columns)
{
    uint32_t count;
    const ScanColumn *described = scan_columns(file, &count);

    for (uint32_t at = 0; at < count; at++)
        TRY(scan_column_read(cx, readers[at], plan->rows, plan->selection, plan->selected,
                             &columns[at]));
    for (uint32_t at = 0; at < plan->selected; at++) {
        uint32_t row = plan->selection ? plan->selection[at] : at;
        fputs("row", stdout);
        for (uint32_t column = 0; column < count; column++) {
            putchar('\t');
            print_row(cx, described[column].type, &columns[column], row);
        }
        putchar('\n');
    }
    return true;
}

static bool print_chunk(Cx *cx, ScanFile *file, uint32_t chunk, uint32_t *state)
{
    uint32_t count, chunk_count;
    scan_columns(file, &count);
    int64_t left = scan_chunks(file, &chunk_count)[chunk].rows;
    SCRATCH(cx->arena);
    ColumnReader **readers = ARENA_ARRAY(cx->arena, ColumnReader *, count + 1);
    Column *columns = ARENA_ARRAY(cx->arena, Column, count + 1);
    Plan plan;

    for (uint32_t at = 0; at < count; at++)
        readers[at] = TRY(scan_column_open(cx, file, chunk, at, cx->arena));
    for (; left > 0 && count > 0; left -= plan.rows) {
        plan_batch(&plan, left, state);
        if (!plan.is_skipped) {
            TRY(print_batch(cx, file, &plan, readers, columns));
            continue;
        }
        for (uint32_t at = 0; at < count; at++)
            TRY(scan_column_skip(cx, readers[at], plan.rows));
        printf("gap\t%u\n", plan.rows);
    }
    return true;
}

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static bool decode_column(Cx *cx, ScanFile *file, uint32_t column, Arena *arena)
{
    uint32_t chunk_count;
    const ScanChunk *chunks = scan_chunks(file, &chunk_count);

    for (uint32_t chunk = 0; chunk < chunk_count; chunk++) {
        SCRATCH(arena);
        ColumnReader *reader = TRY(scan_column_open(cx, file, chunk, column, arena));
        for (int64_t left = chunks[chunk].rows; left > 0;) {
            uint32_t rows = left < BATCH_ROWS_MAX ? (uint32_t)left : BATCH_ROWS_MAX;
            Column out;
            TRY(scan_column_read(cx, reader, rows, NULL, rows, &out));
            left -= rows;
        }
    }
    return true;
}

static bool time_column(Cx *cx, ScanFile *file, uint32_t at, Str name)
{
    uint32_t chunk_count;
    const ScanChunk *chunks = scan_chunks(file, &chunk_count);
    int64_t rows = 0, best = INT64_MAX;
    Arena arena;

    for (uint32_t chunk = 0; chunk < chunk_count; chunk++)
        rows += chunks[chunk].rows;
    arena_init(&arena, NULL);
    for (int round = 0; round < TIME_ROUNDS; round++) {
        int64_t start = now_ns();
        if (!decode_column(cx, file, at, &arena))
            break;
        int64_t took = now_ns() - start;
        best = took < best ? took : best;
    }
    arena_fini(&arena);
    if (!has_failed(cx))
        printf("%-20.*s %8.3f ns/value %9.2f ms\n", STR(name), (double)best / (double)rows,
               (double)best / 1e6);
    return !has_failed(cx);
}

static bool time_columns(Cx *cx, ScanFile *file, const char *wanted)
{
    uint32_t count;
    const ScanColumn *columns = scan_columns(file, &count);

    for (uint32_t at = 0; at < count; at++)
        if (strcmp(wanted, "all") == 0 || str_is(columns[at].name, wanted))
            TRY(time_column(cx, file, at, columns[at].name));
    return true;
}

static bool print_file(Cx *cx, ScanFile *file, uint32_t seed)
{
    uint32_t chunk_count;

    print_head(cx, file);
    scan_chunks(file, &chunk_count);
    for (uint32_t chunk = 0; chunk < chunk_count; chunk++)
        TRY(print_chunk(cx, file, chunk, &seed));
    return true;
}

int main(int argc, char **argv)
{
    bool is_timed = argc == 4 && strcmp(argv[1], "--time") == 0;
    bool is_sparse = argc == 4 && strcmp(argv[1], "--sparse") == 0;
    Arena arena;
    Cx cx = { .arena = &arena };

    if (argc != 2 && !is_timed && !is_sparse) {
        fputs("usage: dump [--time COLUMN | --sparse SEED] FILE\n", stderr);
        return 1;
    }
    arena_init(&arena, NULL);
    Str path = str_of(argv[argc - 1]);
    FileFormat format = FORMAT_PARQUET;
    (void)scan_format_of(path, &format);
    ScanFile *file = scan_open(&cx, path, format, NULL, NULL, 0, NULL);
    bool is_done =
        file && (is_timed ? time_columns(&cx, file, argv[2])
                          : print_file(&cx, file, is_sparse ? (uint32_t)atoi(argv[2]) : 0));
    int status = is_done ? 0 : report(&cx);
    scan_close(file);
    arena_fini(&arena);
    return status;
}
