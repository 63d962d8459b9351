/* create_other.c -- CREATE VIEW, SCHEMA, SEQUENCE: see define.h. */
#include "server/define/define.h"

#include "base/digits.h"

/* --- Views ----------------------------------------------------------------------------------- */

/* OR REPLACE may only add columns at the end. */
static bool check_replaced(Define *d, const CatalogTable *former, const CatalogTable *view)
{
    if (former->kind != RELATION_VIEW)
        return fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "\"%.*s\" is not a view",
                    STR(former->name));
    if (view->column_count < former->column_count)
        return fail(d->cx, ERR_INVALID_TABLE_DEFINITION, NO_POSITION,
                    "cannot drop columns from view");
    for (uint32_t at = 0; at < former->column_count; at++) {
        const CatalogColumn *old = &former->columns[at], *new = &view->columns[at];
        if (!str_equal(old->name, new->name)) {
            fail(d->cx, ERR_INVALID_TABLE_DEFINITION, NO_POSITION,
                 "cannot change name of view column \"%.*s\" to \"%.*s\"", STR(old->name),
                 STR(new->name));
            return fail_hint(d->cx, "Use ALTER VIEW ... RENAME COLUMN ... to change name of view "
                                    "column instead.");
        }
        if (old->type.id != new->type.id || old->type.typmod != new->type.typmod)
            return fail(d->cx, ERR_INVALID_TABLE_DEFINITION, NO_POSITION,
                        "cannot change data type of view column \"%.*s\" from %.*s to %.*s",
                        STR(old->name), STR(type_print(d->cx->arena, old->type)),
                        STR(type_print(d->cx->arena, new->type)));
    }
    return true;
}

static bool view_columns(Define *d, const CreateView *statement, CatalogTable *view)
{
    Texts names = ((const TableName *)statement->view)->columns;
    Columns columns;

    TRY(plan_columns(d->cx, d->session, statement->query, &columns));
    if (names.count > columns.count)
        return fail(d->cx, ERR_SYNTAX_ERROR, NO_POSITION,
                    "CREATE VIEW specifies more column names than columns");
    CatalogColumn *made = ARENA_ARRAY(d->cx->arena, CatalogColumn, columns.count + 1);
    for (uint32_t at = 0; at < columns.count; at++) {
        Str name = at < names.count ? names.items[at] : columns.items[at].name;
        made[at] = (CatalogColumn){
            .name = name, .type = columns.items[at].type, .nullable = true, .null_count = -1
        };
        for (uint32_t before = 0; before < at; before++)
            if (str_equal(made[before].name, name))
                return fail(d->cx, ERR_DUPLICATE_COLUMN, NO_POSITION,
                            "column \"%.*s\" specified more than once", STR(name));
    }
    view->columns = made;
    view->column_count = columns.count;
    return true;
}

bool create_view(Define *d, const CreateView *statement)
{
    CatalogTable view = { .kind = RELATION_VIEW };
    ObjectName name;
    PgCatalog catalog;

    TRY(define_new_name(d, statement->view, statement->is_temporary, &name));
    TRY(type_check_free(d, &name));
    bool exists = define_has_relation(d, name.schema_oid, name.name);
    if (exists && !statement->is_replacing)
        return fail(d->cx, ERR_DUPLICATE_TABLE, NO_POSITION, "relation \"%.*s\" already exists",
                    STR(name.name));
    view.name = name.name;
    view.schema_oid = name.schema_oid;
    view.is_temporary = name.is_temporary;
    view.oid = catalog_new_oid(d->session->server->catalog);
    TRY(view_columns(d, statement, &view));
    AnalyseInput input = define_input(d, &catalog);
    const Plan *query = TRY(analyse_names(d->cx, &input, statement->query));
    view.query = define_store_query(d, query, statement->text);
    if (exists) {
        const CatalogTable *former = define_find(d, statement->view, "view", false);
        TRY(former);
        TRY(check_replaced(d, former, &view));
        view.oid = former->oid;
    }
    transaction_put(d->session, view.oid, catalog_table_make(&view));
    return true;
}

/* --- Schemas --------------------------------------------------------------------------------- */

bool create_schema(Define *d, const CreateSchema *statement)
{
    Str name = statement->name.length ? statement->name : statement->owner;

    if (catalog_schema_oid(d->version, name)) {
        if (!statement->if_not_exists)
            return fail(d->cx, ERR_DUPLICATE_SCHEMA, NO_POSITION, "schema \"%.*s\" already exists",
                        STR(name));
        define_notice(d, ERR_DUPLICATE_SCHEMA, "schema \"%.*s\" already exists, skipping",
                      STR(name));
        return true;
    }
    if (name.length >= 3 && memcmp(name.data, "pg_", 3) == 0) {
        fail(d->cx, ERR_INVALID_NAME, NO_POSITION, "unacceptable schema name \"%.*s\"", STR(name));
        return fail_detail(d->cx, "The prefix \"pg_\" is reserved for system schemas.");
    }
    transaction_put_schema(d->session, catalog_new_oid(d->session->server->catalog), name);
    return true;
}

/* --- Sequences ------------------------------------------------------------------------------- */

static const struct SequenceType {
    TypeId type;
    int64_t min, max;
} sequence_types[] = { { TYPE_INT2, INT16_MIN, INT16_MAX },
                       { TYPE_INT4, INT32_MIN, INT32_MAX },
                       { TYPE_INT8, INT64_MIN, INT64_MAX } };

static const struct SequenceType *limits_of(TypeId type)
{
    for (size_t at = 0; at < COUNT_OF(sequence_types); at++)
        if (sequence_types[at].type == type)
            return &sequence_types[at];
    return &sequence_types[2];
}

typedef struct OptionValue {
    bool is_given;
    int64_t value;
} OptionValue;

static bool read_option(const Define *d, Str text, const char *name, OptionValue *out)
{
    Value value;

    if (out->is_given)
        return fail(d->cx, ERR_SYNTAX_ERROR, NO_POSITION, "conflicting or redundant options");
    (void)name;
    TRY(value_parse(d->cx, type_of(TYPE_INT8), text, NO_POSITION, &value));
    *out = (OptionValue){ true, value.integer };
    return true;
}

/* Options by name, as the grammar gives them. */
typedef struct SequenceWords {
    OptionValue start, increment, min, max, cache;
    bool has_no_min, has_no_max, cycles;
    TypeId type;
} SequenceWords;

static bool read_words(const Define *d, Texts texts, SequenceWords *words)
{
    for (uint32_t at = 0; at + 1 < texts.count; at += 2) {
        Str name = texts.items[at], value = texts.items[at + 1];
        if (str_is(name, "start"))
            TRY(read_option(d, value, "START", &words->start));
        else if (str_is(name, "increment"))
            TRY(read_option(d, value, "INCREMENT", &words->increment));
        else if (str_is(name, "minvalue") && value.length)
            TRY(read_option(d, value, "MINVALUE", &words->min));
        else if (str_is(name, "maxvalue") && value.length)
            TRY(read_option(d, value, "MAXVALUE", &words->max));
        else if (str_is(name, "cache"))
            TRY(read_option(d, value, "CACHE", &words->cache));
        else if (str_is(name, "cycle"))
            words->cycles = !str_is(value, "false");
        else if (str_is(name, "as"))
            words->type = type_find_name(value);
    }
    if (words->type != TYPE_INT2 && words->type != TYPE_INT4 && words->type != TYPE_INT8)
        return fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "sequence type must be smallint, integer, or bigint");
    return true;
}

static bool check_options(const Define *d, const SequenceOptions *o)
{
    if (o->increment == 0)
        return fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "INCREMENT must not be zero");
    if (o->min >= o->max)
        return fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "MINVALUE (%lld) must be less than MAXVALUE (%lld)", (long long)o->min,
                    (long long)o->max);
    if (o->start < o->min)
        return fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "START value (%lld) cannot be less than MINVALUE (%lld)", (long long)o->start,
                    (long long)o->min);
    if (o->start > o->max)
        return fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "START value (%lld) cannot be greater than MAXVALUE (%lld)",
                    (long long)o->start, (long long)o->max);
    return o->cache > 0 || fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                                "CACHE (%lld) must be greater than zero", (long long)o->cache);
}

bool sequence_options_read(const Define *d, Texts texts, TypeId type, SequenceOptions *out_options)
{
    SequenceWords words = { .type = type };

    TRY(read_words(d, texts, &words));
    const struct SequenceType *limits = limits_of(words.type);
    SequenceOptions o = { .increment = words.increment.is_given ? words.increment.value : 1,
                          .cache = words.cache.is_given ? words.cache.value : 1,
                          .cycles = words.cycles };
    bool up = o.increment > 0;
    o.min = words.min.is_given ? words.min.value : up ? 1 : limits->min;
    o.max = words.max.is_given ? words.max.value : up ? limits->max : -1;
    o.start = words.start.is_given ? words.start.value : up ? o.min : o.max;
    TRY(check_options(d, &o));
    *out_options = o;
    return true;
}

uint32_t make_sequence(Define *d, const ObjectName *name, const SequenceOptions *options,
                       TypeId type)
{
    Sequence *sequence = sequence_new(options);
    CatalogColumn column = { .name = STR_LIT("last_value"),
                             .type = type_of(type),
                             .null_count = 0 };
    CatalogTable table = { .oid = catalog_new_oid(d->session->server->catalog),
                           .schema_oid = name->schema_oid,
                           .name = name->name,
                           .kind = RELATION_SEQUENCE,
                           .is_temporary = name->is_temporary,
                           .sequence = sequence,
                           .columns = &column,
                           .column_count = 1 };

    transaction_put(d->session, table.oid, catalog_table_make(&table));
    sequence_drop(sequence);
    define_refresh(d);
    return table.oid;
}

bool create_sequence(Define *d, const CreateSequence *statement)
{
    SequenceOptions options;
    ObjectName name;
    bool exists;

    TRY(define_new_name(d, statement->sequence, statement->is_temporary, &name));
    TRY(define_check_new(d, &name, statement->if_not_exists, &exists));
    if (exists)
        return true;
    TRY(sequence_options_read(d, statement->options, TYPE_INT8, &options));
    make_sequence(d, &name, &options, TYPE_INT8);
    return true;
}
