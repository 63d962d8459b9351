/*
 * footer.c -- decoding a file's metadata: schema, row groups, column chunks, statistics.
 *
 * Lists grow as their items arrive, so a claimed length allocates nothing by itself.  The row
 * groups are decoded last, wherever they stand, because their size depends on the schema.
 */
#include "storage/parquet/format.h"

enum { LIST_CAPACITY_FIRST = 16 };

/* Room for one item more: the array, moved where it had to grow. */
static void *grow(Arena *arena, void *items, uint32_t count, size_t item_bytes)
{
    bool is_full = count == 0 || (count >= LIST_CAPACITY_FIRST && (count & (count - 1)) == 0);

    if (!is_full)
        return items;
    size_t capacity = count ? (size_t)count * 2 : LIST_CAPACITY_FIRST;
    void *larger = arena_array(arena, item_bytes, capacity);
    if (count)
        memcpy(larger, items, item_bytes * count);
    return larger;
}

static TimeUnit read_unit(Thrift *in, const ThriftField *field)
{
    TimeUnit unit = UNIT_NONE;
    ThriftField choice = { 0 };

    if (!thrift_begin_struct(in, field))
        return UNIT_NONE;
    while (thrift_next(in, &choice)) {
        if (choice.id >= UNIT_MILLIS && choice.id <= UNIT_NANOS)
            unit = (TimeUnit)choice.id;
        thrift_skip(in, &choice);
    }
    return unit;
}

/* DECIMAL, TIME, TIMESTAMP and INTEGER have parameters; the others are empty structs. */
static void read_logical_parameter(Thrift *in, const ThriftField *field, SchemaElement *element)
{
    int32_t key = element->logical * 16 + field->id;

    switch (key) {
    case LOGICAL_DECIMAL * 16 + 1: element->scale = thrift_int32(in, field); return;
    case LOGICAL_DECIMAL * 16 + 2: element->precision = thrift_int32(in, field); return;
    case LOGICAL_TIME * 16 + 2:
    case LOGICAL_TIMESTAMP * 16 + 2: element->unit = read_unit(in, field); return;
    case LOGICAL_INTEGER * 16 + 1: element->bit_width = thrift_int32(in, field); return;
    case LOGICAL_INTEGER * 16 + 2: element->is_signed = thrift_bool(in, field); return;
    }
    thrift_skip(in, field);
}

static void read_logical(Thrift *in, const ThriftField *field, SchemaElement *element)
{
    ThriftField choice = { 0 };

    if (!thrift_begin_struct(in, field))
        return;
    while (thrift_next(in, &choice)) {
        ThriftField parameter = { 0 };
        element->logical = choice.id;
        if (!thrift_begin_struct(in, &choice))
            return;
        while (thrift_next(in, &parameter))
            read_logical_parameter(in, &parameter, element);
    }
}

static void read_element(Thrift *in, SchemaElement *element)
{
    ThriftField field = { 0 };

    *element = (SchemaElement){ .physical = PHYSICAL_NONE, .converted = CONVERTED_NONE };
    if (!thrift_begin_item(in))
        return;
    while (thrift_next(in, &field))
        switch (field.id) {
        case 1: element->physical = thrift_int32(in, &field); break;
        case 2: element->type_length = thrift_int32(in, &field); break;
        case 3: element->repetition = thrift_int32(in, &field); break;
        case 4: element->name = thrift_binary(in, &field); break;
        case 5: element->child_count = thrift_int32(in, &field); break;
        case 6: element->converted = thrift_int32(in, &field); break;
        case 7: element->scale = thrift_int32(in, &field); break;
        case 8: element->precision = thrift_int32(in, &field); break;
        case 10: read_logical(in, &field, element); break;
        default: thrift_skip(in, &field); break;
        }
    if (element->child_count < 0 || element->physical < PHYSICAL_NONE ||
        element->physical >= PHYSICALS)
        thrift_flaw(in, "a schema element makes no sense");
}

static void read_schema(Thrift *in, const ThriftField *field, Arena *arena, Footer *footer)
{
    uint32_t count = thrift_begin_list(in, field);

    if (count > SCHEMA_ELEMENTS_MAX)
        thrift_flaw(in, "the schema has too many columns");
    for (uint32_t at = 0; at < count && !in->flaw; at++) {
        footer->elements = grow(arena, footer->elements, at, sizeof *footer->elements);
        read_element(in, &footer->elements[at]);
        footer->element_count = at + 1;
        footer->leaf_count += footer->elements[at].physical != PHYSICAL_NONE;
    }
}

static void read_statistics(Thrift *in, const ThriftField *field, Statistics *stats)
{
    ThriftField part = { 0 };

    if (!thrift_begin_struct(in, field))
        return;
    while (thrift_next(in, &part))
        switch (part.id) {
        case 1: stats->max = thrift_binary(in, &part); break;
        case 2: stats->min = thrift_binary(in, &part); break;
        case 3: stats->null_count = thrift_int(in, &part); break;
        case 5: stats->max_value = thrift_binary(in, &part); break;
        case 6: stats->min_value = thrift_binary(in, &part); break;
        case 9: stats->nan_count = thrift_int(in, &part); break;
        default: thrift_skip(in, &part); break;
        }
}

static void read_chunk_meta(Thrift *in, const ThriftField *field, ChunkMeta *chunk)
{
    ThriftField part = { 0 };

    if (!thrift_begin_struct(in, field))
        return;
    chunk->is_present = true;
    while (thrift_next(in, &part))
        switch (part.id) {
        case 1: chunk->physical = thrift_int32(in, &part); break;
        case 4: chunk->codec = thrift_int32(in, &part); break;
        case 5: chunk->values = thrift_int(in, &part); break;
        case 7: chunk->compressed_bytes = thrift_int(in, &part); break;
        case 9: chunk->data_offset = thrift_int(in, &part); break;
        case 11: chunk->dictionary_offset = thrift_int(in, &part); break;
        case 12: read_statistics(in, &part, &chunk->stats); break;
        default: thrift_skip(in, &part); break;
        }
}

static void read_chunk(Thrift *in, ChunkMeta *chunk)
{
    ThriftField field = { 0 };

    *chunk =
        (ChunkMeta){ .physical = PHYSICAL_NONE, .stats = { .null_count = -1, .nan_count = -1 } };
    if (!thrift_begin_item(in))
        return;
    while (thrift_next(in, &field))
        switch (field.id) {
        case 1: chunk->is_elsewhere = thrift_binary(in, &field).length > 0; break;
        case 3: read_chunk_meta(in, &field, chunk); break;
        case 8:
            chunk->is_encrypted = true;
            thrift_skip(in, &field);
            break;
        default: thrift_skip(in, &field); break;
        }
}

static void read_chunks(Thrift *in, const ThriftField *field, Arena *arena, uint32_t leaf_count,
                        RowGroup *group)
{
    uint32_t count = thrift_begin_list(in, field);

    if (count != leaf_count)
        thrift_flaw(in, "a row group has another number of columns than the schema");
    if (in->flaw)
        return;
    group->columns = ARENA_ARRAY(arena, ChunkMeta, count);
    for (uint32_t at = 0; at < count && !in->flaw; at++)
        read_chunk(in, &group->columns[at]);
}

static void read_group(Thrift *in, Arena *arena, uint32_t leaf_count, RowGroup *group)
{
    ThriftField field = { 0 };

    *group = (RowGroup){ .rows = -1 };
    if (!thrift_begin_item(in))
        return;
    while (thrift_next(in, &field))
        switch (field.id) {
        case 1: read_chunks(in, &field, arena, leaf_count, group); break;
        case 3: group->rows = thrift_int(in, &field); break;
        default: thrift_skip(in, &field); break;
        }
    if (group->rows < 0 || !group->columns)
        thrift_flaw(in, "a row group has no rows or no columns");
}

static void read_groups(Thrift *in, const ThriftField *field, Arena *arena, Footer *footer)
{
    uint32_t count = thrift_begin_list(in, field);

    for (uint32_t at = 0; at < count && !in->flaw; at++) {
        footer->groups = grow(arena, footer->groups, at, sizeof *footer->groups);
        read_group(in, arena, footer->leaf_count, &footer->groups[at]);
        footer->group_count = at + 1;
    }
}

void footer_decode(Thrift *in, Arena *arena, Footer *out_footer)
{
    Footer footer = { 0 };
    ThriftField field = { 0 }, groups_field = { 0 };
    Thrift groups = { 0 };

    in->depth = 1;
    while (thrift_next(in, &field)) {
        if (field.id == 2) {
            read_schema(in, &field, arena, &footer);
            continue;
        }
        if (field.id == 4) {
            groups = *in;
            groups_field = field;
        }
        footer.is_encrypted = footer.is_encrypted || field.id == 8;
        thrift_skip(in, &field);
    }
    if (!in->flaw && footer.element_count == 0)
        thrift_flaw(in, "there is no schema");
    if (!in->flaw && groups_field.id) {
        *in = groups;
        read_groups(in, &groups_field, arena, &footer);
    }
    *out_footer = footer;
}
