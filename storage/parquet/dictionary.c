/*
 * dictionary.c -- decoding a chunk's dictionary page, once, to a FLAT column.
 *
 * Texts are views into the decompressed page, which is kept as long as the reader's arena.
 */
#include "storage/parquet/convert.h"
#include "storage/parquet/reader.h"

static bool check_count(Cx *cx, const ParquetReader *reader, const PageBody *body)
{
    enum { LENGTH_BYTES = 4 };
    size_t each = reader->column->stored_bytes ? reader->column->stored_bytes : LENGTH_BYTES;
    size_t count = (size_t)body->header.values;

    if (reader->column->physical == PHYSICAL_BOOLEAN)
        return fail_page(cx, &reader->pages, body, "booleans have no dictionary");
    if (body->header.encoding != ENCODING_PLAIN &&
        body->header.encoding != ENCODING_PLAIN_DICTIONARY)
        return fail_page(cx, &reader->pages, body, "the encoding of a dictionary is not known");
    if (count > DICTIONARY_ENTRIES_MAX || count > (size_t)(body->end - body->values) / each)
        return fail_page(cx, &reader->pages, body, "a dictionary is shorter than it claims");
    return true;
}

static bool decode_texts(Cx *cx, ParquetReader *reader, uint32_t count, StrView *out)
{
    ChunkDictionary *dictionary = &reader->dictionary;
    const PageBody *body = &dictionary->body;
    TextHeap heap = { body->values, 0 };
    const uint8_t *end = views_of_plain(body->values, body->end, heap, count, out);

    if (!end)
        return fail_page(cx, &reader->pages, body, "a dictionary is shorter than it claims");
    TextStretch stretch = { { (const char *)body->values, (size_t)(end - body->values) }, true };
    if (!views_are_utf8(out, count, heap, stretch))
        return fail_text(cx, reader, body);
    dictionary->heaps[0] = body->values;
    dictionary->dictionary.values.heaps = dictionary->heaps;
    dictionary->dictionary.values.heap_count = 1;
    dictionary->dictionary.id = dictionary_new_id();
    dictionary->dictionary.is_unique = views_are_unique(reader->arena, out, count, body->values);
    return true;
}

static bool decode_numbers(Cx *cx, ParquetReader *reader, uint32_t count, void *out)
{
    const PageBody *body = &reader->dictionary.body;
    const ParquetColumn *column = reader->column;

    if (column->stored_bytes > 0)
        return convert_fixed(column, body->values, count, out) ||
               fail_conversion(cx, reader->file, column, body->offset);

    TRY(check_allocation(cx, reader->arena, count * sizeof(Str)));
    SCRATCH(reader->arena);
    Str *strs = ARENA_ARRAY(reader->arena, Str, count + 1);
    if (!strs_of_plain(body->values, body->end, count, strs))
        return fail_page(cx, &reader->pages, body, "a dictionary is shorter than it claims");
    return convert_byte_arrays(column, strs, count, out) ||
           fail_conversion(cx, reader->file, column, body->offset);
}

static bool load(Cx *cx, ParquetReader *reader)
{
    ChunkDictionary *dictionary = &reader->dictionary;
    Layout layout = reader->column->layout;

    TRY(pages_load(cx, &reader->pages, &dictionary->body));
    pages_keep(&reader->pages, dictionary->body.buffer);
    TRY(check_count(cx, reader, &dictionary->body));

    uint32_t count = (uint32_t)dictionary->body.header.values;
    TRY(check_allocation(cx, reader->arena, (size_t)count * (size_t)layout_bytes(layout)));
    void *values = column_alloc(reader->arena, layout, count + 1);
    dictionary->dictionary.values = column_flat(layout, count, values, NULL);
    memset((char *)values + (size_t)count * (size_t)layout_bytes(layout), 0,
           (size_t)layout_bytes(layout)); /* readable, for codes of rows that are null */
    if (layout == LAYOUT_VIEW)
        TRY(decode_texts(cx, reader, count, values));
    else
        TRY(decode_numbers(cx, reader, count, values));
    dictionary->count = count;
    dictionary->code_bytes = count <= 1 << 8 ? 1 : count <= 1 << 16 ? 2 : 4;
    dictionary->is_loaded = true;
    return column_set_bounds(cx, reader, &dictionary->dictionary.values);
}

bool dictionary_need(Cx *cx, ParquetReader *reader)
{
    if (reader->dictionary.is_loaded)
        return true;
    if (!reader->dictionary.is_present)
        return fail_page(cx, &reader->pages, &reader->page.body,
                         "a page needs a dictionary and there is none");
    return load(cx, reader);
}
