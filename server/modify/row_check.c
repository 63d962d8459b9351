/*
 * row_check.c -- see row_check.h.
 *
 * Keys of rows that are still in the builder are in a small table of hashes of their own, as a
 * block is indexed only once it is sealed.
 */
#include "server/modify/row_check.h"

#include "base/utf8.h"
#include "expression/expression.h"

enum { FRESH_SLOTS_FIRST = 64, SHOWN_BYTES_MAX = 64 };

/* Rows in the builder, by the hash of one key: row plus one, 0: empty. */
typedef struct FreshKeys {
    uint32_t *slots;
    uint32_t mask, count;
} FreshKeys;

typedef struct Key {
    const CatalogConstraint *constraint;
    TableKey columns;
    bool is_arbiter;
    FreshKeys fresh;
} Key;

struct RowCheck {
    const CatalogTable *table;
    const TableData *data; /* where keys are looked for */
    const ModifyPlan *plan;
    Str schema;
    Arena *arena;
    ProgramState *domains;     /* raises where a value is none of its column's domain; NULL: none */
    ProgramState *checks;      /* NULL: none */
    ProgramState *view_checks; /* likewise, of views with a CHECK OPTION */
    uint32_t *check_of;        /* by expression of `checks`: its constraint */
    uint32_t check_count;
    Key *keys;
    uint32_t key_count;
    uint32_t failed_row;
};

/* --- Making ---------------------------------------------------------------------------------- */

/* NULL where there is nothing to compute. */
static bool start_program(Cx *cx, Exprs exprs, Columns columns, ProgramState **out_state)
{
    *out_state = NULL;
    if (!exprs.count)
        return true;
    Program *program = TRY(program_compile(cx, exprs, columns));
    *out_state = TRY(program_start(cx, program));
    return true;
}

static bool compile_views(RowCheck *c, Cx *cx)
{
    const ViewChecks *checks = &c->plan->view_checks;
    Exprs exprs = { ARENA_ARRAY(c->arena, const Expr *, checks->count + 1), checks->count };

    for (uint32_t at = 0; at < checks->count; at++)
        exprs.items[at] = checks->items[at].expr;
    return start_program(cx, exprs, c->plan->columns, &c->view_checks);
}

static bool compile_checks(RowCheck *c, Cx *cx)
{
    uint32_t count = c->table->constraint_count;
    Exprs checks = { ARENA_ARRAY(c->arena, const Expr *, count + 1), 0 };

    c->check_of = ARENA_ARRAY(c->arena, uint32_t, count + 1);
    for (uint32_t at = 0; at < count; at++)
        if (c->plan->checks.items[at]) {
            c->check_of[checks.count] = at;
            checks.items[checks.count++] = c->plan->checks.items[at];
        }
    c->check_count = checks.count;
    return start_program(cx, checks, c->plan->columns, &c->checks) && compile_views(c, cx) &&
           start_program(cx, c->plan->domains, c->plan->columns, &c->domains);
}

/* Can the statement give the key's columns other values? */
static bool is_touched(const ModifyPlan *plan, const CatalogConstraint *constraint)
{
    bool touched = plan->kind == MODIFY_INSERT || plan->kind == MODIFY_REWRITE;

    for (uint32_t at = 0; plan->is_assigned && at < constraint->column_count; at++)
        touched |= plan->is_assigned[constraint->columns[at]];
    return touched;
}

/* The oldest first: of two that are broken, that one is told. */
static void add_key(RowCheck *c, uint32_t at)
{
    const CatalogConstraint *constraint = &c->table->constraints[at];
    Type *types = ARENA_ARRAY(c->arena, Type, constraint->column_count);

    if (!constraint->is_unique || !is_touched(c->plan, constraint))
        return;
    for (uint32_t in = 0; in < constraint->column_count; in++)
        types[in] = c->table->columns[constraint->columns[in]].type;
    uint32_t place = c->key_count++;
    for (; place && c->keys[place - 1].constraint->index_oid > constraint->index_oid; place--)
        c->keys[place] = c->keys[place - 1];
    c->keys[place] = (Key){
        .constraint = constraint,
        .columns = { constraint->columns, types, constraint->column_count },
        .is_arbiter = c->plan->is_arbiter && c->plan->is_arbiter[at],
    };
}

RowCheck *row_check_new(Cx *cx, const CatalogVersion *version, const ModifyPlan *plan, Arena *arena)
{
    RowCheck *c = arena_zero(arena, sizeof *c);

    c->schema = catalog_schema_name(version, plan->table->schema_oid);
    c->table = plan->table;
    c->data = plan->table->data;
    c->plan = plan;
    c->arena = arena;
    c->keys = ARENA_ARRAY(arena, Key, plan->table->constraint_count + 1);
    TRY(compile_checks(c, cx));
    for (uint32_t at = 0; at < plan->table->constraint_count; at++)
        add_key(c, at);
    return c;
}

void row_check_look_in(RowCheck *c, const TableData *data)
{
    c->data = data;
}

/* --- Errors ---------------------------------------------------------------------------------- */

static void add_value(const Cx *cx, StrBuilder *out, Type type, Value value, size_t bytes_max)
{
    size_t start = out->length;

    if (value.is_null) {
        str_add_c(out, "null");
        return;
    }
    value_print_styled(out, cx_values(cx), type, value);
    if (out->length - start > bytes_max) {
        out->length = start + utf8_fit((Str){ out->data + start, out->length - start }, bytes_max);
        str_add_c(out, "...");
    }
}

/* "Failing row contains (1, null, abc)." as the error's detail. */
static void *fail_failing_row(Cx *cx, const CatalogTable *table, const Column *values, uint32_t row)
{
    StrBuilder out = str_builder(cx->arena);

    for (uint32_t at = 0; at < table->column_count; at++) {
        Type type = table->columns[at].type;
        if (at)
            str_add_c(&out, ", ");
        add_value(cx, &out, type, value_of_typed_column(&values[at], row, type), SHOWN_BYTES_MAX);
    }
    return fail_detail(cx, "Failing row contains (%.*s).", (int)out.length, out.data);
}

static ErrorObject object_of(Cx *cx, const RowCheck *c)
{
    return (ErrorObject){ .schema = str_to_c(cx->arena, c->schema),
                          .table = str_to_c(cx->arena, c->table->name) };
}

/* ALTER TABLE says it of the rows that are there, and shows none of them. */
static bool is_alter(const RowCheck *c)
{
    return c->plan->kind == MODIFY_REWRITE || c->plan->kind == MODIFY_VALIDATE;
}

static void *fail_null(Cx *cx, const RowCheck *c, const Column *values, uint32_t row, uint32_t at)
{
    ErrorObject object = object_of(cx, c);

    object.column = str_to_c(cx->arena, c->table->columns[at].name);
    if (is_alter(c)) {
        fail(cx, ERR_NOT_NULL_VIOLATION, NO_POSITION,
             "column \"%s\" of relation \"%s\" contains null values", object.column, object.table);
        return fail_object(cx, object);
    }
    fail(cx, ERR_NOT_NULL_VIOLATION, NO_POSITION,
         "null value in column \"%s\" of relation \"%s\" violates not-null constraint",
         object.column, object.table);
    fail_failing_row(cx, c->table, values, row);
    return fail_object(cx, object);
}

static void *fail_check(Cx *cx, const RowCheck *c, const Column *values, uint32_t row, uint32_t at)
{
    ErrorObject object = object_of(cx, c);

    object.constraint = str_to_c(cx->arena, c->table->constraints[at].name);
    if (is_alter(c)) {
        fail(cx, ERR_CHECK_VIOLATION, NO_POSITION,
             "check constraint \"%s\" of relation \"%s\" is violated by some row",
             object.constraint, object.table);
        return fail_object(cx, object);
    }
    fail(cx, ERR_CHECK_VIOLATION, NO_POSITION,
         "new row for relation \"%s\" violates check constraint \"%s\"", object.table,
         object.constraint);
    fail_failing_row(cx, c->table, values, row);
    return fail_object(cx, object);
}

Str key_text(Cx *cx, const CatalogColumn *columns, const CatalogConstraint *key,
             const Value *values)
{
    StrBuilder names = str_builder(cx->arena), shown = str_builder(cx->arena);

    for (uint32_t at = 0; at < key->column_count; at++) {
        const CatalogColumn *column = &columns[key->columns[at]];
        str_addf(&names, "%s%.*s", at ? ", " : "", STR(column->name));
        if (at)
            str_add_c(&shown, ", ");
        add_value(cx, &shown, column->type, values[at], SIZE_MAX);
    }
    return str_format(cx->arena, "(%.*s)=(%.*s)", (int)names.length, names.data, (int)shown.length,
                      shown.data);
}

void *fail_second_time(Cx *cx)
{
    fail(cx, ERR_CARDINALITY_VIOLATION, NO_POSITION,
         "ON CONFLICT DO UPDATE command cannot affect row a second time");
    return fail_hint(cx, "Ensure that no rows proposed for insertion within the same command have "
                         "duplicate constrained values.");
}

static void *fail_key(Cx *cx, const RowCheck *c, const Key *key, const Value *values)
{
    ErrorObject object = object_of(cx, c);

    if (c->plan->on_conflict == CONFLICT_UPDATE && key->is_arbiter)
        return fail_second_time(cx);
    object.constraint = str_to_c(cx->arena, key->constraint->name);
    if (is_alter(c)) {
        fail(cx, ERR_UNIQUE_VIOLATION, NO_POSITION, "could not create unique index \"%s\"",
             object.constraint);
        fail_detail(cx, "Key %.*s is duplicated.",
                    STR(key_text(cx, c->table->columns, key->constraint, values)));
        return fail_object(cx, object);
    }
    fail(cx, ERR_UNIQUE_VIOLATION, NO_POSITION,
         "duplicate key value violates unique constraint \"%s\"", object.constraint);
    fail_detail(cx, "Key %.*s already exists.",
                STR(key_text(cx, c->table->columns, key->constraint, values)));
    return fail_object(cx, object);
}

/* --- NOT NULL and CHECK ---------------------------------------------------------------------- */

/* The first column that is null and must not be; column_count: none. */
static uint32_t first_null(const RowCheck *c, const Column *values, uint32_t row)
{
    uint32_t at = 0;

    while (at < c->table->column_count &&
           (c->table->columns[at].nullable || column_has(&values[at], row)))
        at++;
    return at;
}

/* The first check that is false, in the order of their names as PostgreSQL has it; check_count:
 * none. Null passes. */
static uint32_t first_false(const RowCheck *c, const Column *results, uint32_t row)
{
    uint32_t found = c->check_count;

    for (uint32_t at = 0; at < c->check_count; at++) {
        Value value = value_of_column(&results[at], row);
        if (value.is_null || value.boolean)
            continue;
        if (found == c->check_count ||
            str_compare(c->table->constraints[c->check_of[at]].name,
                        c->table->constraints[c->check_of[found]].name) < 0)
            found = at;
    }
    return found;
}

uint32_t row_check_failed_row(const RowCheck *c)
{
    return c->failed_row;
}

static bool has_not_null(const RowCheck *c, const Column *values)
{
    for (uint32_t at = 0; at < c->table->column_count; at++)
        if (!c->table->columns[at].nullable && values[at].validity)
            return true;
    return false;
}

/* Of each row all must be true, and not null. */
static bool check_views(RowCheck *c, Cx *cx, const Batch *batch)
{
    const ViewChecks *checks = &c->plan->view_checks;
    const Column *values = batch->columns + c->plan->first_value;
    Column *results = ARENA_ARRAY(cx->arena, Column, checks->count + 1);

    if (!c->view_checks)
        return true;
    TRY(program_run(cx, c->view_checks, batch, results));
    for (uint32_t at = 0; at < batch->selected; at++)
        for (uint32_t in = 0; in < checks->count; in++) {
            Row row = batch_row(batch, at);
            Value value = value_of_column(&results[in], row);
            if (!value.is_null && value.boolean)
                continue;
            c->failed_row = row;
            fail(cx, ERR_WITH_CHECK_OPTION_VIOLATION, NO_POSITION,
                 "new row violates check option for view \"%.*s\"", STR(checks->items[in].view));
            return fail_failing_row(cx, c->table, values, row);
        }
    return true;
}

static bool check_constraints(RowCheck *c, Cx *cx, const Batch *batch);

bool row_check_run(RowCheck *c, Cx *cx, const Batch *batch)
{
    return check_constraints(c, cx, batch) && check_views(c, cx, batch);
}

static bool check_constraints(RowCheck *c, Cx *cx, const Batch *batch)
{
    const Column *values = batch->columns + c->plan->first_value;
    uint32_t result_count = c->check_count + c->plan->domains.count;
    Column *results = ARENA_ARRAY(cx->arena, Column, result_count + 1);

    c->failed_row = ROW_UNKNOWN;
    if (c->domains)
        TRY(program_run(cx, c->domains, batch, results));
    if (!c->checks && !has_not_null(c, values))
        return true;
    if (c->checks)
        TRY(program_run(cx, c->checks, batch, results));
    for (uint32_t at = 0; at < batch->selected; at++) {
        Row row = batch_row(batch, at);
        c->failed_row = row;
        uint32_t null = first_null(c, values, row);
        if (null < c->table->column_count)
            return fail_null(cx, c, values, row, null);
        uint32_t check = first_false(c, results, row);
        if (check < c->check_count)
            return fail_check(cx, c, values, row, c->check_of[check]);
    }
    return true;
}

/* --- Keys ------------------------------------------------------------------------------------ */

bool row_check_has_keys(const RowCheck *c)
{
    return c->key_count != 0;
}

static void put_fresh(FreshKeys *fresh, uint32_t hash, uint32_t row)
{
    uint32_t slot = hash & fresh->mask;

    while (fresh->slots[slot])
        slot = (slot + 1) & fresh->mask;
    fresh->slots[slot] = row + 1;
    fresh->count++;
}

/* Twice as many slots; the rows are hashed anew, as slots do not keep their hashes. */
static void grow_fresh(RowCheck *c, Key *key, const Column *columns)
{
    FreshKeys former = key->fresh;
    uint32_t slots = former.slots ? 2 * (former.mask + 1) : FRESH_SLOTS_FIRST;
    Value values[INDEX_COLUMNS_MAX];

    key->fresh = (FreshKeys){ arena_zero(c->arena, slots * sizeof *former.slots), slots - 1, 0 };
    for (uint32_t slot = 0; former.slots && slot <= former.mask; slot++) {
        uint32_t row = former.slots[slot];
        if (row && key_of_row(&key->columns, columns, row - 1, values))
            put_fresh(&key->fresh, (uint32_t)key_hash(&key->columns, values), row - 1);
    }
}

static Column *fresh_columns(Arena *arena, const CatalogTable *table, const BlockBuilder *builder)
{
    Column *columns = ARENA_ARRAY(arena, Column, table->column_count + 1);

    for (uint32_t at = 0; at < table->column_count; at++)
        columns[at] = block_builder_column(builder, at, arena);
    return columns;
}

void row_check_note(RowCheck *c, const Column *values, Row row, const BlockBuilder *builder)
{
    Value key_values[INDEX_COLUMNS_MAX];

    for (uint32_t at = 0; at < c->key_count; at++) {
        Key *key = &c->keys[at];
        if (!key_of_row(&key->columns, values, row, key_values))
            continue;
        if (!key->fresh.slots || 2 * key->fresh.count > key->fresh.mask)
            grow_fresh(c, key, fresh_columns(c->arena, c->table, builder));
        put_fresh(&key->fresh, (uint32_t)key_hash(&key->columns, key_values),
                  block_builder_rows(builder) - 1);
    }
}

void row_check_sealed(RowCheck *c)
{
    for (uint32_t at = 0; at < c->key_count; at++) {
        FreshKeys *fresh = &c->keys[at].fresh;
        if (fresh->slots)
            memset(fresh->slots, 0, (fresh->mask + 1) * sizeof *fresh->slots);
        fresh->count = 0;
    }
}

static bool is_fresh(Cx *cx, const RowCheck *c, const Key *key, const Value *values,
                     const BlockBuilder *builder)
{
    const FreshKeys *fresh = &key->fresh;

    if (!fresh->count)
        return false;
    const Column *columns = fresh_columns(cx->arena, c->table, builder);
    uint32_t slot = (uint32_t)key_hash(&key->columns, values) & fresh->mask;
    for (; fresh->slots[slot]; slot = (slot + 1) & fresh->mask)
        if (key_equals_row(&key->columns, values, columns, fresh->slots[slot] - 1))
            return true;
    return false;
}

static bool is_sealed(Cx *cx, const Key *key, const Value *values, const MemoryBlocks *sealed)
{
    uint32_t row;

    for (uint32_t at = 0; at < sealed->count && !has_failed(cx); at++)
        if (memory_block_find_key(cx, sealed->items[at], &key->columns, values, NULL, &row))
            return true;
    return false;
}

KeyVerdict row_check_key(RowCheck *c, Cx *cx, const Column *values, Row row,
                         const BlockBuilder *builder, const MemoryBlocks *sealed)
{
    Value key_values[INDEX_COLUMNS_MAX];
    RowAddress address;

    c->failed_row = row;
    for (uint32_t at = 0; at < c->key_count; at++) {
        const Key *key = &c->keys[at];
        if (!key_of_row(&key->columns, values, row, key_values))
            continue;
        bool is_taken = table_data_find_key(cx, c->data, &key->columns, key_values, &address) ||
                        is_sealed(cx, key, key_values, sealed) ||
                        is_fresh(cx, c, key, key_values, builder);
        if (has_failed(cx))
            return KEY_FAILED;
        if (is_taken && c->plan->on_conflict == CONFLICT_NOTHING && key->is_arbiter)
            return KEY_SKIPPED;
        if (is_taken) {
            fail_key(cx, c, key, key_values);
            return KEY_FAILED;
        }
    }
    return KEY_FREE;
}

/* Rows of block `at` against the others' and those before them. */
static bool check_block(RowCheck *c, Cx *cx, const Key *key, const TableData *others,
                        const MemoryBlocks *blocks, uint32_t at)
{
    const Block *block = blocks->items[at]->block;
    MemoryBlocks before = { blocks->items, at, at };
    Value values[INDEX_COLUMNS_MAX];
    RowAddress address;

    for (uint32_t row = 0; row < block->rows; row++) {
        uint32_t same;
        if (!key_of_row(&key->columns, block->columns, row, values))
            continue;
        bool is_taken = table_data_find_key(cx, others, &key->columns, values, &address) ||
                        is_sealed(cx, key, values, &before);
        /* In its own block it finds itself, or one of those that equal it. */
        if (!is_taken && !has_failed(cx) &&
            memory_block_find_key(cx, blocks->items[at], &key->columns, values, NULL, &same))
            is_taken = same != row;
        if (has_failed(cx))
            return false;
        if (is_taken)
            return fail_key(cx, c, key, values);
    }
    return true;
}

bool row_check_keys_of(RowCheck *c, Cx *cx, const TableData *others, const MemoryBlocks *blocks)
{
    for (uint32_t at = 0; at < c->key_count; at++)
        for (uint32_t block = 0; block < blocks->count; block++)
            TRY(check_block(c, cx, &c->keys[at], others, blocks, block));
    return true;
}
