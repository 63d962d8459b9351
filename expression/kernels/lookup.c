/*
 * lookup.c -- from an oid to what a catalog said of it; see system.h.
 *
 * A table is read once a program.  An oid that is not in it gives null.
 */
#include "expression/kernels/kernel.h"
#include "expression/kernels/system.h"
#include "expression/kernels/text.h"
#include "expression/kernels/values.h"

typedef struct LookupEntry {
    int64_t oid;
    Str value;
} LookupEntry;

typedef struct LookupTable {
    LookupEntry *entries; /* by ascending oid */
    uint32_t count;
} LookupTable;

/* --- Tables ------------------------------------------------------------------------------------
 */

static uint32_t count_entries(Str text)
{
    uint32_t count = 0;

    for (size_t at = 0; at < text.length; at++)
        count += text.data[at] == '\0';
    return count;
}

/* "1259 pg_class", without its end. */
static LookupEntry read_entry(Str text)
{
    LookupEntry entry = { 0 };
    size_t at = 0;

    while (at < text.length && text.data[at] >= '0' && text.data[at] <= '9' &&
           entry.oid < UINT32_MAX)
        entry.oid = entry.oid * 10 + (text.data[at++] - '0');
    entry.value = str_slice(text, at + 1, text.length);
    return entry;
}

static const LookupTable *read_table(Arena *arena, Str text)
{
    LookupTable *table = arena_zero(arena, sizeof *table);
    const char *end = text.data + text.length;

    table->entries = ARENA_ARRAY(arena, LookupEntry, (size_t)count_entries(text) + 1);
    for (const char *at = text.data; at < end;) {
        const char *stop = memchr(at, '\0', (size_t)(end - at));
        if (!stop)
            break;
        table->entries[table->count++] = read_entry((Str){ at, (size_t)(stop - at) });
        at = stop + 1;
    }
    return table;
}

const void *prepare_lookup(Cx *cx, const Value *const *constants,
                           const Type *types __attribute__((unused)))
{
    if (!constants[1] || constants[1]->is_null)
        return NULL;
    return read_table(cx->arena, constants[1]->text);
}

static const LookupEntry *find_entry(const LookupTable *table, int64_t oid)
{
    uint32_t low = 0, high = table->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (table->entries[middle].oid == oid)
            return &table->entries[middle];
        if (table->entries[middle].oid < oid)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* --- Rows --------------------------------------------------------------------------------------
 */

/* The table of the row: the same for all of them where it was constant. */
static const LookupTable *table_of_row(const KernelCall *call, uint32_t row)
{
    if (call->state)
        return call->state;
    TextArg tables = text_arg(call, 1);
    return read_table(call->cx->arena, text_at(&tables, row));
}

/* What each live row finds; rows that find nothing are marked null. */
typedef struct Found {
    LiveRows live;
    const LookupEntry **entries; /* a live row each; NULL: none */
    uint64_t *validity;
} Found;

static Found find_rows(const KernelCall *call)
{
    IntArg oids = int_arg(call, 0);
    Found found = { .live = live_rows(call),
                    .validity = validity_alloc(call->cx->arena, call->rows, true) };

    found.entries = ARENA_ARRAY(call->cx->arena, const LookupEntry *, (size_t)found.live.count + 1);
    for (uint32_t at = 0; at < found.live.count; at++) {
        uint32_t row = found.live.row[at];
        found.entries[at] = find_entry(table_of_row(call, row), int_at(&oids, row));
        if (!found.entries[at])
            bit_clear(found.validity, row);
    }
    return found;
}

bool kernel_lookup_bool(const KernelCall *call, Column *out)
{
    Found found = find_rows(call);
    bool *result = result_alloc(call, LAYOUT_BOOL);

    for (uint32_t at = 0; at < found.live.count; at++)
        if (found.entries[at])
            result[found.live.row[at]] = str_is(found.entries[at]->value, "t");
    *out = column_flat(LAYOUT_BOOL, call->rows, result, found.validity);
    return true;
}

bool kernel_lookup_int8(const KernelCall *call, Column *out)
{
    Found found = find_rows(call);
    int64_t *result = result_alloc(call, LAYOUT_I64);

    for (uint32_t at = 0; at < found.live.count; at++) {
        Str digits = found.entries[at] ? found.entries[at]->value : STR_NONE;
        int64_t value = 0;
        for (size_t digit = 0; digit < digits.length; digit++)
            if (__builtin_mul_overflow(value, 10, &value) ||
                __builtin_add_overflow(value, digits.data[digit] - '0', &value))
                return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, call->position,
                            "bigint out of range");
        result[found.live.row[at]] = value;
    }
    *out = column_flat(LAYOUT_I64, call->rows, result, found.validity);
    return true;
}

bool kernel_lookup_text(const KernelCall *call, Column *out)
{
    Found found = find_rows(call);
    TextOut result = text_out(call, 32 * (size_t)found.live.count);

    for (uint32_t at = 0; at < found.live.count; at++) {
        if (!found.entries[at])
            continue;
        Str value = found.entries[at]->value;
        char *to = TRY(text_out_room(&result, value.length));
        if (value.length)
            memcpy(to, value.data, value.length);
        text_out_put(&result, found.live.row[at], value.length);
    }
    *out = text_out_column(&result, call->rows);
    out->validity = found.validity;
    return true;
}

/* The names of an array of oids; of what has none, the number. */
static bool texts_of_row(const KernelCall *call, uint32_t row, Value *out_texts)
{
    Arena *arena = call->cx->arena;
    ArrayHeader shape = shape_arg(call, 0, row);
    Value *items = items_arg(call, 0, row);

    for (uint32_t at = 0; at < shape.count; at++) {
        const LookupEntry *entry =
            items[at].is_null ? NULL : find_entry(table_of_row(call, row), items[at].integer);
        if (!items[at].is_null)
            items[at].text =
                entry ? entry->value : str_format(arena, "%lld", (long long)items[at].integer);
    }
    *out_texts = (Value){ .text = array_make(arena, TYPE_TEXT, &shape, items) };
    return true;
}

bool kernel_lookup_texts(const KernelCall *call, Column *out)
{
    return values_of_rows(call, texts_of_row, out);
}

/* --- The same for every row --------------------------------------------------------------------
 */

bool kernel_null(const KernelCall *call, Column *out)
{
    *out = column_null(call->cx->arena, type_layout(call->result_type), call->rows);
    return true;
}

bool kernel_true(const KernelCall *call, Column *out)
{
    *out = column_const(call->cx->arena, LAYOUT_BOOL, call->rows, &(bool){ true });
    return true;
}

bool kernel_false(const KernelCall *call, Column *out)
{
    *out = column_const(call->cx->arena, LAYOUT_BOOL, call->rows, &(bool){ false });
    return true;
}

bool kernel_zero(const KernelCall *call, Column *out)
{
    *out = column_const(call->cx->arena, LAYOUT_I64, call->rows, &(int64_t){ 0 });
    return true;
}

bool kernel_empty_text(const KernelCall *call, Column *out)
{
    *out = column_const_str(call->cx->arena, call->rows, STR_LIT(""));
    return true;
}

bool kernel_unknown_setting(const KernelCall *call, Column *out)
{
    LiveRows rows = live_rows(call);

    *out = column_null(call->cx->arena, LAYOUT_VIEW, call->rows);
    if (rows.count == 0)
        return true;
    return fail(call->cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                "unrecognized configuration parameter \"%.*s\"",
                STR(column_str(&call->args[0], rows.row[0])));
}
