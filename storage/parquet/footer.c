/*
 * footer.c -- decoding a file's metadata: schema, row groups, column chunks, statistics.
 *
 * Lists grow as their items arrive, so a claimed length allocates nothing by itself; but an item of
 * one byte becomes a struct of more than a hundred, so the budget is asked before every array.  The
 * row groups are decoded last, wherever they stand, because their size depends on the schema.
 */
#include "storage/files.h"
#include "storage/parquet/format.h"

enum { LIST_CAPACITY_FIRST = 16 };

/* An array in the file's arena; NULL where the budget has no room for it, and reading ends. */
static void *new_array(FooterReader *reader, size_t count, size_t item_bytes)
{
    if (check_allocation(reader->cx, reader->arena, count * item_bytes))
        return arena_array(reader->arena, item_bytes, count);
    thrift_flaw(&reader->in, "it needs more memory than there is");
    return NULL;
}

/* Room for one item more: the array, moved where it had to grow. */
static void *grow(FooterReader *reader, void *items, uint32_t count, size_t item_bytes)
{
    bool is_full = count == 0 || (count >= LIST_CAPACITY_FIRST && (count & (count - 1)) == 0);

    if (!is_full)
        return items;
    size_t capacity = count ? (size_t)count * 2 : LIST_CAPACITY_FIRST;
    void *larger = new_array(reader, capacity, item_bytes);
    if (larger && count)
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
    case LOGICAL_TIMESTAMP * 16 + 1: element->is_instant = thrift_bool(in, field); return;
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

static void read_schema(FooterReader *reader, const ThriftField *field, Footer *footer)
{
    Thrift *in = &reader->in;
    uint32_t count = thrift_begin_list(in, field);

    if (count > SCHEMA_ELEMENTS_MAX)
        thrift_flaw(in, "the schema has too many columns");
    for (uint32_t at = 0; at < count && !in->flaw; at++) {
        footer->elements = grow(reader, footer->elements, at, sizeof *footer->elements);
        if (!footer->elements)
            return;
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

static void read_chunks(FooterReader *reader, const ThriftField *field, uint32_t leaf_count,
                        RowGroup *group)
{
    Thrift *in = &reader->in;
    uint32_t count = thrift_begin_list(in, field);

    if (count != leaf_count)
        thrift_flaw(in, "a row group has another number of columns than the schema");
    if (in->flaw)
        return;
    group->columns = new_array(reader, count, sizeof *group->columns);
    for (uint32_t at = 0; at < count && !in->flaw; at++)
        read_chunk(in, &group->columns[at]);
}

static void read_group(FooterReader *reader, uint32_t leaf_count, RowGroup *group)
{
    Thrift *in = &reader->in;
    ThriftField field = { 0 };

    *group = (RowGroup){ .rows = -1 };
    if (!thrift_begin_item(in))
        return;
    while (thrift_next(in, &field))
        switch (field.id) {
        case 1: read_chunks(reader, &field, leaf_count, group); break;
        case 3: group->rows = thrift_int(in, &field); break;
        default: thrift_skip(in, &field); break;
        }
    if (group->rows < 0 || !group->columns)
        thrift_flaw(in, "a row group has no rows or no columns");
}

static void read_groups(FooterReader *reader, const ThriftField *field, Footer *footer)
{
    uint32_t count = thrift_begin_list(&reader->in, field);

    for (uint32_t at = 0; at < count && !reader->in.flaw; at++) {
        footer->groups = grow(reader, footer->groups, at, sizeof *footer->groups);
        if (!footer->groups)
            return;
        read_group(reader, footer->leaf_count, &footer->groups[at]);
        footer->group_count = at + 1;
    }
}

void footer_decode(FooterReader *reader, Footer *out_footer)
{
    Thrift *in = &reader->in;
    Footer footer = { 0 };
    ThriftField field = { 0 }, groups_field = { 0 };
    Thrift groups = { 0 };

    in->depth = 1;
    while (thrift_next(in, &field)) {
        if (field.id == 2) {
            read_schema(reader, &field, &footer);
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
        read_groups(reader, &groups_field, &footer);
    }
    *out_footer = footer;
}
