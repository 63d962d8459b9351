/*
 * encode.c -- plans as bytes.
 *
 *     [ version, count, node, ... ]     post-order; the last node is the root
 *     node = [ family, tag, head..., field, field, ... ]      fields in the order of the .def files
 *
 * A reference is the index of an earlier node plus one, 0 for none, so cycles cannot be written
 * and shared subplans are written once.  The reader trusts nothing: tags, families, counts and
 * choices are checked against the tables, and no node is deeper than walks over the tree can bear.
 */
#include "base/hash.h"
#include "base/pack.h"
#include "catalyst/tree/tree.h"

enum { FAMILY_PLAN, FAMILY_EXPR, ENCODING_VERSION = 1, NODES_MAX = 4 * 1000 * 1000 };

/* --- Writing --------------------------------------------------------------------------------- */

/* Which node got which index: open addressing by address. */
typedef struct Encoder {
    Cx *cx;
    StrBuilder *out;
    const void **nodes;
    uint32_t *indexes; /* plus one; 0: free slot */
    uint32_t slots;    /* a power of two */
    uint32_t count;
} Encoder;

static uint32_t encode_node(Encoder *e, const void *node, const NodeType *type, int family);

static uint32_t slot_of(const Encoder *e, const void *node)
{
    uint32_t slot = (uint32_t)hash_u64((uintptr_t)node) & (e->slots - 1);

    while (e->indexes[slot] && e->nodes[slot] != node)
        slot = (slot + 1) & (e->slots - 1);
    return slot;
}

static void grow(Encoder *e)
{
    Encoder old = *e;

    e->slots = old.slots ? old.slots * 2 : 64;
    e->nodes = ARENA_ARRAY(e->cx->arena, const void *, e->slots);
    e->indexes = arena_zero(e->cx->arena, e->slots * sizeof *e->indexes);
    for (uint32_t slot = 0; slot < old.slots; slot++)
        if (old.indexes[slot]) {
            uint32_t to = slot_of(e, old.nodes[slot]);
            e->nodes[to] = old.nodes[slot];
            e->indexes[to] = old.indexes[slot];
        }
}

static uint32_t ref_plan(Encoder *e, const Plan *plan)
{
    return plan ? encode_node(e, plan, plan_type(plan), FAMILY_PLAN) : 0;
}

static uint32_t ref_expr(Encoder *e, const Expr *expr)
{
    return expr ? encode_node(e, expr, expr_type(expr), FAMILY_EXPR) : 0;
}

/* Children first: their indexes must exist before this node's record begins. */
static void encode_children(Encoder *e, const void *node, const NodeType *type)
{
    for (const Field *f = type->fields(); f->kind; f++) {
        const void *at = (const char *)node + f->offset;
        if (f->kind == FIELD_KID)
            ref_plan(e, *(Plan *const *)at);
        else if (f->kind == FIELD_KIDS)
            for (uint32_t i = 0; i < ((const Plans *)at)->count; i++)
                ref_plan(e, ((const Plans *)at)->items[i]);
        else if (f->kind == FIELD_EXPR)
            ref_expr(e, *(const Expr *const *)at);
        else if (f->kind == FIELD_EXPRS)
            for (uint32_t i = 0; i < ((const Exprs *)at)->count; i++)
                ref_expr(e, ((const Exprs *)at)->items[i]);
        else if (f->kind == FIELD_NAMED)
            for (uint32_t i = 0; i < ((const Named *)at)->count; i++)
                ref_expr(e, ((const Named *)at)->items[i].expr);
        else if (f->kind == FIELD_SORTS)
            for (uint32_t i = 0; i < ((const Sorts *)at)->count; i++)
                ref_expr(e, ((const Sorts *)at)->items[i].expr);
    }
}

static void encode_type(StrBuilder *out, Type type)
{
    pack_array(out, 7);
    pack_uint(out, type.id);
    pack_uint(out, type.numeric_form);
    pack_uint(out, type.numeric_bits);
    pack_uint(out, type.numeric_scale);
    pack_uint(out, type.numeric_digits);
    pack_int(out, type.typmod);
    pack_uint(out, type.collation);
}

static void encode_column(StrBuilder *out, const PlanColumn *column)
{
    pack_array(out, 6);
    pack_uint(out, column->id);
    pack_str(out, column->name);
    encode_type(out, column->type);
    pack_bool(out, column->nullable);
    pack_uint(out, column->table_oid);
    pack_int(out, column->attribute);
}

static void encode_value(StrBuilder *out, Type type, const Value *value)
{
    if (type.id == TYPE_NONE || value->is_null) {
        pack_nil(out);
        return;
    }
    switch (type_layout(type)) {
    case LAYOUT_BOOL: pack_bool(out, value->boolean); break;
    case LAYOUT_I8:
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64: pack_int(out, value->integer); break;
    case LAYOUT_I128: pack_bytes(out, &value->wide, sizeof value->wide); break;
    case LAYOUT_F32:
    case LAYOUT_F64: pack_double(out, value->real); break;
    case LAYOUT_VIEW: pack_bytes(out, value->text.data, value->text.length); break;
    case LAYOUT_INTERVAL: pack_bytes(out, &value->interval, sizeof value->interval); break;
    }
}

static void encode_file(StrBuilder *out, const PlanFile *file)
{
    pack_array(out, 8);
    pack_str(out, file->path);
    pack_uint(out, file->format);
    pack_uint(out, file->pin.device);
    pack_uint(out, file->pin.inode);
    pack_uint(out, file->pin.size_bytes);
    pack_int(out, file->pin.modified_ns);
    pack_uint(out, file->pin.footer_hash);
    pack_array(out, file->chunk_count);
    for (uint32_t chunk = 0; chunk < file->chunk_count; chunk++)
        pack_int(out, file->chunk_rows[chunk]);
}

static void encode_sort(Encoder *e, const SortKey *key)
{
    pack_array(e->out, 4);
    pack_uint(e->out, ref_expr(e, key->expr));
    pack_bool(e->out, key->descending);
    pack_bool(e->out, key->nulls_first);
    pack_str(e->out, key->using_operator);
}

#define ENCODE_LIST(ListType, encode_item)                                                         \
    do {                                                                                           \
        const ListType *list = at;                                                                 \
        pack_array(out, list->count);                                                              \
        for (uint32_t item = 0; item < list->count; item++)                                        \
            encode_item;                                                                           \
    } while (0)

static void encode_field(Encoder *e, const void *node, const Field *f)
{
    const void *at = (const char *)node + f->offset;
    StrBuilder *out = e->out;

    switch ((FieldKind)f->kind) {
    case FIELD_END: break;
    case FIELD_KID: pack_uint(out, ref_plan(e, *(Plan *const *)at)); break;
    case FIELD_EXPR: pack_uint(out, ref_expr(e, *(const Expr *const *)at)); break;
    case FIELD_COUNT: pack_int(out, *(const int64_t *)at); break;
    case FIELD_FLAG: pack_bool(out, *(const bool *)at); break;
    case FIELD_CHOICE: pack_uint(out, (uint64_t) * (const int32_t *)at); break;
    case FIELD_TEXT:
    case FIELD_NOTE: pack_str(out, *(const Str *)at); break;
    case FIELD_VALUE: encode_value(out, ((const Expr *)node)->type, at); break;
    case FIELD_KIDS: ENCODE_LIST(Plans, pack_uint(out, ref_plan(e, list->items[item]))); break;
    case FIELD_EXPRS: ENCODE_LIST(Exprs, pack_uint(out, ref_expr(e, list->items[item]))); break;
    case FIELD_SORTS: ENCODE_LIST(Sorts, encode_sort(e, &list->items[item])); break;
    case FIELD_COLUMNS: ENCODE_LIST(Columns, encode_column(out, &list->items[item])); break;
    case FIELD_COUNTS: ENCODE_LIST(Counts, pack_int(out, list->items[item])); break;
    case FIELD_TEXTS: ENCODE_LIST(Texts, pack_str(out, list->items[item])); break;
    case FIELD_FILES: ENCODE_LIST(Files, encode_file(out, &list->items[item])); break;
    case FIELD_NAMED: {
        const Named *list = at;
        pack_array(out, list->count);
        for (uint32_t item = 0; item < list->count; item++) {
            pack_array(out, 2);
            encode_column(out, &list->items[item].column);
            pack_uint(out, ref_expr(e, list->items[item].expr));
        }
    }
    }
}
#undef ENCODE_LIST

static uint32_t encode_node(Encoder *e, const void *node, const NodeType *type, int family)
{
    if (e->slots && e->indexes[slot_of(e, node)])
        return e->indexes[slot_of(e, node)];

    encode_children(e, node, type);
    pack_uint(e->out, (uint64_t)family);
    if (family == FAMILY_PLAN) {
        const Plan *plan = node;
        pack_uint(e->out, plan->tag);
        pack_uint(e->out, plan->id);
        pack_double(e->out, plan->rows);
    } else {
        const Expr *expr = node;
        pack_uint(e->out, expr->tag);
        pack_int(e->out, expr->position);
        encode_type(e->out, expr->type);
    }
    for (const Field *f = type->fields(); f->kind; f++)
        encode_field(e, node, f);

    if (e->count * 2 >= e->slots)
        grow(e);
    uint32_t slot = slot_of(e, node);
    e->nodes[slot] = node;
    return e->indexes[slot] = ++e->count;
}

void plan_encode(Cx *cx, const Plan *plan, StrBuilder *out)
{
    StrBuilder nodes = str_builder(cx->arena);
    Encoder e = { .cx = cx, .out = &nodes };

    ref_plan(&e, plan);
    pack_uint(out, ENCODING_VERSION);
    pack_uint(out, e.count);
    str_add(out, str_built(&nodes));
}

/* --- Reading --------------------------------------------------------------------------------- */

typedef struct Decoder {
    Cx *cx;
    PackReader in;
    void **nodes;
    uint8_t *families;
    uint32_t *depths; /* of the tree below each node */
    uint32_t depth;   /* of what the node being read refers to */
    uint32_t count;
} Decoder;

static void *take_ref(Decoder *d, int family)
{
    uint64_t index = unpack_uint(&d->in);

    if (index == 0)
        return NULL;
    if (index > d->count || d->families[index - 1] != family) {
        d->in.faulty = true;
        return NULL;
    }
    if (d->depths[index - 1] > d->depth)
        d->depth = d->depths[index - 1];
    return d->nodes[index - 1];
}

/* Lists of plans, expressions and sort keys have no holes. */
static void *take_item(Decoder *d, int family)
{
    void *item = take_ref(d, family);

    d->in.faulty |= !item;
    return item;
}

static Str take_text(Decoder *d)
{
    Str text = unpack_str(&d->in);
    return text.data ? str_copy(d->cx->arena, text) : text;
}

static Type decode_type(Decoder *d)
{
    unpack_array_of(&d->in, 7);
    uint64_t id = unpack_uint(&d->in);
    Type type = { .id = (uint32_t)id };
    type.numeric_form = (uint8_t)unpack_uint(&d->in);
    type.numeric_bits = (uint8_t)unpack_uint(&d->in);
    type.numeric_scale = (uint8_t)unpack_uint(&d->in);
    type.numeric_digits = (uint8_t)unpack_uint(&d->in);
    type.typmod = (int32_t)unpack_int(&d->in);
    type.collation = (uint32_t)unpack_uint(&d->in);

    bool fixed = type.numeric_form == NUMERIC_FIXED;
    bool known_bits = type.numeric_bits == 16 || type.numeric_bits == 32 ||
                      type.numeric_bits == 64 || type.numeric_bits == 128;
    if ((id != TYPE_NONE && !type_id_is_valid(id)) || type.numeric_form > NUMERIC_FIXED ||
        (fixed && !known_bits) || type.numeric_scale > NUMERIC_FIXED_SCALE_MAX ||
        type.numeric_digits > NUMERIC_FIXED_DIGITS_MAX) {
        d->in.faulty = true;
        return (Type){ 0 };
    }
    return type;
}

static PlanColumn decode_column(Decoder *d)
{
    unpack_array_of(&d->in, 6);
    PlanColumn column = { .id = (ColumnId)unpack_uint(&d->in) };
    column.name = take_text(d);
    column.type = decode_type(d);
    column.nullable = unpack_bool(&d->in);
    column.table_oid = (uint32_t)unpack_uint(&d->in);
    column.attribute = (int16_t)unpack_int(&d->in);
    return column;
}

static void take_exactly(Decoder *d, void *to, size_t bytes)
{
    Str taken = unpack_bytes(&d->in);

    if (taken.length == bytes)
        memcpy(to, taken.data, bytes);
    else
        d->in.faulty = true;
}

static Value decode_value(Decoder *d, Type type)
{
    Value value = { 0 };

    if (unpack_is_nil(&d->in) || type.id == TYPE_NONE)
        return VALUE_NULL;
    switch (type_layout(type)) {
    case LAYOUT_BOOL: value.boolean = unpack_bool(&d->in); break;
    case LAYOUT_I8:
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64: value.integer = unpack_int(&d->in); break;
    case LAYOUT_I128: take_exactly(d, &value.wide, sizeof value.wide); break;
    case LAYOUT_F32:
    case LAYOUT_F64: value.real = unpack_double(&d->in); break;
    case LAYOUT_VIEW:
        value.text = str_copy(d->cx->arena, unpack_bytes(&d->in));
        d->in.faulty |= !value_bytes_are_valid(type.id, value.text);
        break;
    case LAYOUT_INTERVAL: take_exactly(d, &value.interval, sizeof value.interval); break;
    }
    return value;
}

static PlanFile decode_file(Decoder *d)
{
    unpack_array_of(&d->in, 8);
    PlanFile file = { .path = take_text(d) };
    file.format = (uint8_t)unpack_uint(&d->in);
    file.pin.device = unpack_uint(&d->in);
    file.pin.inode = unpack_uint(&d->in);
    file.pin.size_bytes = unpack_uint(&d->in);
    file.pin.modified_ns = unpack_int(&d->in);
    file.pin.footer_hash = unpack_uint(&d->in);
    file.chunk_count = unpack_array(&d->in);
    file.chunk_rows = ARENA_ARRAY(d->cx->arena, int64_t, file.chunk_count);
    for (uint32_t chunk = 0; chunk < file.chunk_count; chunk++)
        file.chunk_rows[chunk] = unpack_int(&d->in);
    if (file.format > FORMAT_MEMORY)
        d->in.faulty = true;
    return file;
}

static SortKey decode_sort(Decoder *d)
{
    unpack_array_of(&d->in, 4);
    SortKey key = { .expr = take_item(d, FAMILY_EXPR) };
    key.descending = unpack_bool(&d->in);
    key.nulls_first = unpack_bool(&d->in);
    key.using_operator = take_text(d);
    return key;
}

static NamedExpr decode_named(Decoder *d)
{
    unpack_array_of(&d->in, 2);
    NamedExpr named = { .column = decode_column(d) };
    named.expr = take_ref(d, FAMILY_EXPR);
    return named;
}

static int32_t decode_choice(Decoder *d, const Field *f)
{
    uint64_t choice = unpack_uint(&d->in);

    for (uint64_t at = 0; at <= choice; at++)
        if (!f->names[at]) {
            d->in.faulty = true;
            return 0;
        }
    return (int32_t)choice;
}

/* unpack_array bounds the count by the bytes left, so the array is never larger than the input. */
#define DECODE_LIST(ListType, ItemType, item_)                                                     \
    do {                                                                                           \
        ListType *list = at;                                                                       \
        uint32_t items = unpack_array(&d->in);                                                     \
        list->items = (void *)ARENA_ARRAY(d->cx->arena, ItemType, items);                          \
        for (list->count = 0; list->count < items && !d->in.faulty; list->count++)                 \
            list->items[list->count] = item_;                                                      \
    } while (0)

static void decode_field(Decoder *d, void *node, const Field *f)
{
    void *at = (char *)node + f->offset;

    switch ((FieldKind)f->kind) {
    case FIELD_END: break;
    case FIELD_KID: *(Plan **)at = take_ref(d, FAMILY_PLAN); break;
    case FIELD_EXPR: *(const Expr **)at = take_ref(d, FAMILY_EXPR); break;
    case FIELD_COUNT: *(int64_t *)at = unpack_int(&d->in); break;
    case FIELD_FLAG: *(bool *)at = unpack_bool(&d->in); break;
    case FIELD_CHOICE: *(int32_t *)at = decode_choice(d, f); break;
    case FIELD_TEXT:
    case FIELD_NOTE: *(Str *)at = take_text(d); break;
    case FIELD_VALUE: *(Value *)at = decode_value(d, ((Expr *)node)->type); break;
    case FIELD_KIDS: DECODE_LIST(Plans, Plan *, take_item(d, FAMILY_PLAN)); break;
    case FIELD_EXPRS: DECODE_LIST(Exprs, const Expr *, take_item(d, FAMILY_EXPR)); break;
    case FIELD_NAMED: DECODE_LIST(Named, NamedExpr, decode_named(d)); break;
    case FIELD_SORTS: DECODE_LIST(Sorts, SortKey, decode_sort(d)); break;
    case FIELD_COLUMNS: DECODE_LIST(Columns, PlanColumn, decode_column(d)); break;
    case FIELD_COUNTS: DECODE_LIST(Counts, int64_t, unpack_int(&d->in)); break;
    case FIELD_TEXTS: DECODE_LIST(Texts, Str, take_text(d)); break;
    case FIELD_FILES: DECODE_LIST(Files, PlanFile, decode_file(d)); break;
    }
}
#undef DECODE_LIST

static const NodeType *type_of_tag(int family, uint64_t tag)
{
    if (family == FAMILY_PLAN && tag < PLAN_TAGS)
        return plan_type(&(Plan){ .tag = (uint8_t)tag });
    if (family == FAMILY_EXPR && tag < EXPR_TAGS)
        return expr_type(&(Expr){ .tag = (uint8_t)tag });
    return NULL;
}

static void decode_node(Decoder *d)
{
    uint64_t family = unpack_uint(&d->in);
    uint64_t tag = unpack_uint(&d->in);
    const NodeType *type = family > FAMILY_EXPR ? NULL : type_of_tag((int)family, tag);

    if (!type || d->in.faulty) {
        d->in.faulty = true;
        return;
    }
    void *node = arena_zero(d->cx->arena, type->size);
    if (family == FAMILY_PLAN) {
        Plan *plan = node;
        plan->tag = (uint8_t)tag;
        plan->id = (uint32_t)unpack_uint(&d->in);
        plan->rows = unpack_double(&d->in);
    } else {
        Expr *expr = node;
        expr->tag = (uint8_t)tag;
        expr->position = (int32_t)unpack_int(&d->in);
        expr->type = decode_type(d);
    }
    d->depth = 0;
    for (const Field *f = type->fields(); f->kind; f++)
        decode_field(d, node, f);
    d->in.faulty |= d->depth >= TREE_DEPTH_MAX;
    d->depths[d->count] = d->depth + 1;
    d->nodes[d->count] = node;
    d->families[d->count++] = (uint8_t)family;
}

Plan *plan_decode(Cx *cx, Str bytes)
{
    Decoder d = { .cx = cx, .in = pack_reader(bytes) };
    uint64_t version = unpack_uint(&d.in);
    uint64_t count = unpack_uint(&d.in);

    if (version != ENCODING_VERSION || count == 0 || count > NODES_MAX || count > bytes.length)
        return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "plan has an unknown encoding");
    d.nodes = ARENA_ARRAY(cx->arena, void *, count);
    d.families = ARENA_ARRAY(cx->arena, uint8_t, count);
    d.depths = ARENA_ARRAY(cx->arena, uint32_t, count);
    while (d.count < count && !d.in.faulty)
        decode_node(&d);
    if (d.in.faulty || d.in.at != d.in.end || d.families[count - 1] != FAMILY_PLAN)
        return fail(cx, ERR_INTERNAL_ERROR, NO_POSITION, "plan is damaged");
    return d.nodes[count - 1];
}
