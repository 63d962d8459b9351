/*
 * description.c -- file descriptions as bytes, from a worker to the driver.
 *
 *     [path, format, pin, [column ...], [rows of a chunk ...]]
 *
 * The worker has parsed a file it does not trust, so the driver does not trust the worker: each
 * number is checked against what it counts, and a column's bounds against each other.
 */
#include "storage/catalog/description.h"

#include "storage/catalog/statistics.h"
#include "storage/catalog/printable.h"

static void pack_type(StrBuilder *out, Type type)
{
    pack_array(out, 6);
    pack_uint(out, type.id);
    pack_uint(out, type.numeric_form);
    pack_uint(out, type.numeric_bits);
    pack_uint(out, type.numeric_scale);
    pack_int(out, type.typmod);
    pack_uint(out, type.collation);
}

static void pack_column(StrBuilder *out, const FileColumn *column)
{
    pack_array(out, 7);
    pack_str(out, column->name);
    pack_type(out, column->type);
    pack_bool(out, column->nullable);
    if (column->has_bounds) {
        value_pack(out, column->type, column->min);
        value_pack(out, column->type, column->max);
    } else {
        pack_nil(out);
        pack_nil(out);
    }
    pack_int(out, column->null_count);
    pack_int(out, column->bytes);
}

static void pack_pin(StrBuilder *out, const FilePin *pin)
{
    pack_array(out, 5);
    pack_uint(out, pin->device);
    pack_uint(out, pin->inode);
    pack_uint(out, pin->size_bytes);
    pack_int(out, pin->modified_ns);
    pack_uint(out, pin->footer_hash);
}

void file_description_encode(const FileDescription *description, StrBuilder *out)
{
    pack_array(out, 5);
    pack_str(out, description->path);
    pack_uint(out, description->format);
    pack_pin(out, &description->pin);
    pack_array(out, description->column_count);
    for (uint32_t column = 0; column < description->column_count; column++)
        pack_column(out, &description->columns[column]);
    pack_array(out, description->chunk_count);
    for (uint32_t chunk = 0; chunk < description->chunk_count; chunk++)
        pack_int(out, description->chunk_rows[chunk]);
}

/* --- Decoding ----------------------------------------------------------------------------------
 */

typedef struct Decoder {
    Arena *arena;
    PackReader reader;
} Decoder;

static void refuse(Decoder *d)
{
    d->reader.faulty = true;
    d->reader.at = d->reader.end;
}

static uint64_t take_within(Decoder *d, uint64_t max)
{
    uint64_t value = unpack_uint(&d->reader);

    if (value > max)
        refuse(d);
    return value;
}

static Str take_text(Decoder *d, size_t bytes_max)
{
    Str text = unpack_str(&d->reader);

    if (text.length == 0 || text.length > bytes_max)
        refuse(d);
    return d->reader.faulty ? STR_NONE : str_copy(d->arena, text);
}

static int64_t take_count(Decoder *d, int64_t min)
{
    int64_t count = unpack_int(&d->reader);

    if (count < min)
        refuse(d);
    return count;
}

bool file_type_is_sound(Type type)
{
    if (type.id == TYPE_NONE || type.id >= TYPES || type.typmod < TYPMOD_NONE)
        return false;
    if (type_is_array(type.id) || type_category(type.id) == 'P') /* no file has such columns */
        return false;
    if (type.collation != type_of((TypeId)type.id).collation)
        return false;
    if (type.id != TYPE_NUMERIC || type.numeric_form == NUMERIC_VAR)
        return type.numeric_form == NUMERIC_VAR && type.numeric_bits == 0 &&
               type.numeric_scale == 0;

    int bits = type.numeric_bits;
    return type.numeric_form == NUMERIC_FIXED && type.numeric_scale <= NUMERIC_FIXED_SCALE_MAX &&
           (bits == 16 || bits == 32 || bits == 64 || bits == 128);
}

static Type take_type(Decoder *d)
{
    unpack_array_of(&d->reader, 6);
    Type type = { .id = (uint32_t)take_within(d, TYPES - 1),
                  .numeric_form = (uint8_t)take_within(d, NUMERIC_FIXED),
                  .numeric_bits = (uint8_t)take_within(d, 128),
                  .numeric_scale = (uint8_t)take_within(d, NUMERIC_FIXED_SCALE_MAX) };
    int64_t typmod = unpack_int(&d->reader);
    if (typmod < TYPMOD_NONE || typmod > INT32_MAX)
        refuse(d);
    type.typmod = (int32_t)typmod;
    type.collation = (uint32_t)take_within(d, UINT32_MAX);

    if (!file_type_is_sound(type))
        refuse(d);
    return d->reader.faulty ? type_of(TYPE_BOOL) : type;
}

static Value take_value(Decoder *d, Type type)
{
    Value value = value_unpack(&d->reader, type);

    if (!d->reader.faulty && type_layout(type) == LAYOUT_VIEW)
        value.text = str_copy(d->arena, value.text);
    return value;
}

static void take_bounds(Decoder *d, FileColumn *column)
{
    if (unpack_is_nil(&d->reader)) {
        if (!unpack_is_nil(&d->reader))
            refuse(d);
        return;
    }
    column->min = take_value(d, column->type);
    column->max = take_value(d, column->type);
    column->has_bounds =
        !d->reader.faulty && statistics_fit(column->type, &column->min, &column->max);
    if (!column->has_bounds)
        refuse(d);
}

static void take_column(Decoder *d, FileColumn *column)
{
    *column = (FileColumn){ .has_bounds = false };
    unpack_array_of(&d->reader, 7);
    column->name = take_text(d, FILE_NAME_BYTES_MAX);
    if (!is_valid_text(column->name))
        refuse(d);
    column->type = take_type(d);
    column->nullable = unpack_bool(&d->reader);
    take_bounds(d, column);
    column->null_count = take_count(d, -1);
    column->bytes = take_count(d, 0);
}

static void take_columns(Decoder *d, FileDescription *description)
{
    uint32_t count = unpack_array(&d->reader);

    if (count == 0 || count > CATALOG_COLUMNS_MAX) {
        refuse(d);
        return;
    }
    description->columns = ARENA_ARRAY(d->arena, FileColumn, count);
    description->column_count = count;
    for (uint32_t column = 0; column < count && !d->reader.faulty; column++)
        take_column(d, &description->columns[column]);
}

static void take_chunks(Decoder *d, FileDescription *description)
{
    uint32_t count = unpack_array(&d->reader);

    description->chunk_rows = ARENA_ARRAY(d->arena, int64_t, count);
    description->chunk_count = count;
    for (uint32_t chunk = 0; chunk < count && !d->reader.faulty; chunk++)
        description->chunk_rows[chunk] = take_count(d, 0);
}

static FilePin take_pin(Decoder *d)
{
    FilePin pin;

    unpack_array_of(&d->reader, 5);
    pin.device = unpack_uint(&d->reader);
    pin.inode = unpack_uint(&d->reader);
    pin.size_bytes = take_within(d, INT64_MAX);
    pin.modified_ns = unpack_int(&d->reader);
    pin.footer_hash = unpack_uint(&d->reader);
    return pin;
}

/* Rows of all chunks; false where they cannot be added up. */
static bool sum_rows(const FileDescription *description, int64_t *out_rows)
{
    int64_t rows = 0;

    for (uint32_t chunk = 0; chunk < description->chunk_count; chunk++)
        if (__builtin_add_overflow(rows, description->chunk_rows[chunk], &rows))
            return false;
    *out_rows = rows;
    return true;
}

int64_t file_description_rows(const FileDescription *description)
{
    int64_t rows = 0;
    bool is_sound = sum_rows(description, &rows);

    assert(is_sound);
    return is_sound ? rows : 0;
}

static bool counts_are_sound(Arena *arena, const FileDescription *description)
{
    int64_t rows, bytes = 0;

    if (!sum_rows(description, &rows))
        return false;
    for (uint32_t column = 0; column < description->column_count; column++) {
        const FileColumn *checked = &description->columns[column];
        if (checked->null_count > rows || __builtin_add_overflow(bytes, checked->bytes, &bytes))
            return false;
    }
    return !file_columns_find_twice(arena, description->columns, description->column_count);
}

FileDescription *file_description_decode(Cx *cx, Str bytes)
{
    Decoder decoder = { .arena = cx->arena, .reader = pack_reader(bytes) };
    Decoder *d = &decoder;
    FileDescription *description = arena_zero(cx->arena, sizeof *description);

    unpack_array_of(&d->reader, 5);
    description->path = take_text(d, FILE_PATH_BYTES_MAX);
    if (description->path.data && memchr(description->path.data, 0, description->path.length))
        refuse(d);
    description->format = (FileFormat)take_within(d, FORMAT_CSV);
    description->pin = take_pin(d);
    take_columns(d, description);
    take_chunks(d, description);
    if (d->reader.faulty || d->reader.at != d->reader.end ||
        !counts_are_sound(cx->arena, description))
        return fail(cx, ERR_DATA_CORRUPTED, NO_POSITION, "a file description is damaged");
    return description;
}

/* --- Names -------------------------------------------------------------------------------------
 */

static int compare_names(const void *a, const void *b)
{
    return str_compare((*(const FileColumn *const *)a)->name,
                       (*(const FileColumn *const *)b)->name);
}

const FileColumn *file_columns_find_twice(Arena *arena, const FileColumn *columns, uint32_t count)
{
    SCRATCH(arena);
    const FileColumn **sorted = ARENA_ARRAY(arena, const FileColumn *, count);

    for (uint32_t column = 0; column < count; column++)
        sorted[column] = &columns[column];
    qsort(sorted, count, sizeof(const FileColumn *), compare_names);
    for (uint32_t column = 1; column < count; column++)
        if (str_equal(sorted[column - 1]->name, sorted[column]->name))
            return sorted[column];
    return NULL;
}
