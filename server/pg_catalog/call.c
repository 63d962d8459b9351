/*
 * call.c -- functions that ask the session or the catalog, answered while a query is analysed.
 *
 * What needs no argument becomes a constant.  What goes from an oid to something becomes a lookup
 * in a table made of the catalog version, so it can still be called with a column.
 */
#include "base/array.h"
#include "expression/expression.h"
#include "server/pg_catalog/call.h"
#include "server/pg_catalog/definition.h"
#include "server/pg_catalog/name.h"
#include "server/pg_catalog/object.h"
#include "server/pg_catalog/relation.h"
#include "server/pg_catalog/type_facts.h"
#include "server/search_path.h"

/* --- Making expressions ------------------------------------------------------------------------
 */

const Expr *answer_value(const Asked *a, Value value)
{
    return NEW_EXPR(a->cx, a->call->head.type, a->call->head.position, Const, .value = value);
}

const Expr *answer_text(const Asked *a, Str text)
{
    return answer_value(a, (Value){ .text = text });
}

const Expr *answer_cast(const Asked *a, const Expr *expr, TypeId type)
{
    if (expr->type.id == type)
        return expr;
    return NEW_EXPR(a->cx, type_of(type), expr->position, Cast, .arg = expr, .is_explicit = true);
}

const Expr *text_const(const Asked *a, Str text)
{
    return NEW_EXPR(a->cx, type_of(TYPE_TEXT), NO_POSITION, Const, .value = { .text = text });
}

const Expr *call_of(const Asked *a, FunctionId id, const Expr *first, const Expr *second)
{
    const Function *function = function_get(id);
    const Expr **args = ARENA_ARRAY(a->cx->arena, const Expr *, 2);

    args[0] = first;
    args[1] = second;
    return NEW_EXPR(a->cx, type_of(function->result), a->call->head.position, Call, .function = id,
                    .name = str_of(function->name), .args = { args, 2 });
}

const Expr *lookup(const Asked *a, FunctionId id, Str table)
{
    return call_of(a, id, answer_cast(a, a->arg, TYPE_OID), text_const(a, table));
}

const Expr *lookup_or(const Asked *a, Str table, const Expr *otherwise)
{
    const Expr **args = ARENA_ARRAY(a->cx->arena, const Expr *, 2);

    args[0] = lookup(a, FUNCTION_ID(LOOKUP_TEXT), table);
    args[1] = otherwise;
    return NEW_EXPR(a->cx, type_of(TYPE_TEXT), a->call->head.position, Coalesce,
                    .args = { args, 2 });
}

static const Expr *oid_as_text(const Asked *a)
{
    return answer_cast(a, answer_cast(a, a->arg, TYPE_OID), TYPE_TEXT);
}

/* --- The session -------------------------------------------------------------------------------
 */

static Str setting(const Asked *a, SettingId id)
{
    return str_copy(a->cx->arena, setting_get(a->catalog->settings, id));
}

static const Expr *answer_version(const Asked *a)
{
    return answer_text(
        a, str_format(a->cx->arena, "PostgreSQL %.*s", STR(setting(a, SETTING_server_version))));
}

static const Expr *answer_database(const Asked *a)
{
    return answer_text(a, a->catalog->database);
}

static const Expr *answer_schema(const Asked *a)
{
    const SearchPath *path = catalog_path(&a->catalog->path);

    if (path->implied == path->count)
        return answer_value(a, VALUE_NULL);
    return answer_text(a, catalog_schema_name(a->catalog->version, path->schemas[path->implied]));
}

static const Expr *answer_encoding(const Asked *a)
{
    return answer_text(a, STR_LIT("UTF8"));
}

static const Expr *answer_pid(const Asked *a)
{
    return answer_value(a, (Value){ .integer = a->catalog->backend_pid });
}

/* Hearth never recovers by replaying a log. */
static const Expr *answer_false(const Asked *a)
{
    return answer_value(a, (Value){ .boolean = false });
}

/* Nothing is written by transactions; what changes is the version of the catalog. */
static const Expr *answer_transaction(const Asked *a)
{
    return answer_value(a, (Value){ .integer = a->catalog->version->number });
}

/* There is no schema of temporary tables. */
static const Expr *answer_no_oid(const Asked *a)
{
    return answer_value(a, (Value){ .integer = 0 });
}

/* The same call, answered when the query runs. */
static const Expr *answer_later(const Asked *a, FunctionId id, Exprs args)
{
    return NEW_EXPR(a->cx, type_of(TYPE_TEXT), a->call->head.position, Call, .function = id,
                    .name = str_of(function_get(id)->name), .args = args);
}

static const Expr *answer_set_config(const Asked *a)
{
    a->catalog->sets_settings = true;
    return answer_later(a, FUNCTION_ID(SET_CONFIG_NOW), a->call->args);
}

static const Expr *setting_later(const Asked *a)
{
    const Expr **args = ARENA_ARRAY(a->cx->arena, const Expr *, 2);

    args[0] = a->arg;
    args[1] = a->call->args.count > 1 ? a->call->args.items[1]
                                      : NEW_EXPR(a->cx, type_of(TYPE_BOOL), NO_POSITION, Const,
                                                 .value = { .boolean = false });
    return answer_later(a, FUNCTION_ID(CURRENT_SETTING_NOW), (Exprs){ args, 2 });
}

/* Of a name that only the query knows: one case a setting. */
static const Expr *answer_any_setting(const Asked *a)
{
    const Expr **items = ARENA_ARRAY(a->cx->arena, const Expr *, 2 * SETTINGS);
    bool may_miss = a->call->args.count > 1;
    const Expr **arg = ARENA_ARRAY(a->cx->arena, const Expr *, 1);

    for (int id = 0; id < SETTINGS; id++) {
        items[id] = text_const(a, str_of(setting_name((SettingId)id)));
        items[SETTINGS + id] = text_const(a, setting(a, (SettingId)id));
    }
    arg[0] = a->arg;
    const Expr *unknown = NEW_EXPR(a->cx, type_of(TYPE_TEXT), a->call->head.position, Call,
                                   .function = FUNCTION_ID(UNKNOWN_SETTING),
                                   .name = STR_LIT("unknown_setting"), .args = { arg, 1 });
    return NEW_EXPR(a->cx, type_of(TYPE_TEXT), a->call->head.position, SimpleCase,
                    .function = FUNCTION_ID(TEXT_EQ), .arg = a->arg, .when = { items, SETTINGS },
                    .then = { items + SETTINGS, SETTINGS },
                    .otherwise = may_miss ? answer_value(a, VALUE_NULL) : unknown);
}

static const Expr *answer_setting(const Asked *a)
{
    const Const *name = EXPR_AS(Const, a->arg);
    const Const *missing_ok =
        a->call->args.count > 1 ? EXPR_AS(Const, a->call->args.items[1]) : NULL;

    Str value;

    if (a->catalog->sets_settings || (!name && a->catalog->settings->custom_count) ||
        (a->call->args.count > 1 && !missing_ok))
        return setting_later(a);
    if (missing_ok && missing_ok->value.is_null)
        return answer_value(a, VALUE_NULL);
    if (!name)
        return answer_any_setting(a);
    if (name->value.is_null)
        return answer_value(a, VALUE_NULL);
    if (setting_show(a->catalog->settings, name->value.text, &value))
        return answer_text(a, str_copy(a->cx->arena, value));
    if (missing_ok && missing_ok->value.boolean)
        return answer_value(a, VALUE_NULL);
    return fail(a->cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                "unrecognized configuration parameter \"%.*s\"", STR(name->value.text));
}

/* --- Is it found without its schema? -----------------------------------------------------------
 */

static const Expr *visible(const Asked *a, TypeId type)
{
    return lookup(a, FUNCTION_ID(LOOKUP_BOOL), object_visible_table(a->catalog, a->cx, type));
}

static const Expr *answer_table_visible(const Asked *a)
{
    return visible(a, TYPE_REGCLASS);
}

static const Expr *answer_type_visible(const Asked *a)
{
    return visible(a, TYPE_REGTYPE);
}

/* All rows of this relation are in pg_catalog; its first column is the oid. */
static const Expr *visible_if_in(const Asked *a, const char *relation)
{
    LookupTable table = lookup_begin(a->cx);
    Exprs rows = system_rows(a->cx, a->catalog,
                             system_relation_find(STR_LIT("pg_catalog"), str_of(relation)),
                             (Wanted){ .columns = { (int64_t[]){ 0 }, 1 } });

    for (uint32_t at = 0; at < rows.count; at++) {
        const RowOf *row = (const RowOf *)rows.items[at];
        const Const *oid = EXPR_AS(Const, row->items.items[0]);
        lookup_add(&table, (uint32_t)oid->value.integer, STR_LIT("t"));
    }
    return lookup(a, FUNCTION_ID(LOOKUP_BOOL), lookup_text(&table));
}

static const Expr *answer_function_visible(const Asked *a)
{
    return visible_if_in(a, "pg_proc");
}

static const Expr *answer_operator_visible(const Asked *a)
{
    return visible_if_in(a, "pg_operator");
}

static const Expr *answer_collation_visible(const Asked *a)
{
    return visible_if_in(a, "pg_collation");
}

/* --- Names -------------------------------------------------------------------------------------
 */

static Str role_table(const Asked *a)
{
    LookupTable table = lookup_begin(a->cx);

    const Security *security = a->catalog->version->security;

    for (uint32_t at = 0; at < security->role_count; at++)
        lookup_add(&table, security->roles[at].oid,
                   role_name_of(a->catalog, a->cx->arena, security->roles[at].oid));
    return lookup_text(&table);
}

static const Expr *answer_user(const Asked *a)
{
    const Expr *unknown = call_of(a, FUNCTION_ID(TEXT_CONCAT),
                                  text_const(a, STR_LIT("unknown (OID=")), oid_as_text(a));

    unknown = call_of(a, FUNCTION_ID(TEXT_CONCAT), unknown, text_const(a, STR_LIT(")")));
    return answer_cast(a, lookup_or(a, role_table(a), unknown), TYPE_NAME);
}

/* Types that base/type.c does not know: created ones, domains and pseudo-types. */
static Str other_types(const Asked *a)
{
    LookupTable table = lookup_begin(a->cx);

    for (uint32_t at = 0; at < pseudo_type_count(); at++) {
        const PseudoType *type = pseudo_type(at);
        Str name = quoted_name(a->cx->arena, str_of(type->name));
        lookup_add(&table, type->oid, name);
        if (type->array_oid)
            lookup_add(&table, type->array_oid, str_format(a->cx->arena, "%.*s[]", STR(name)));
    }
    for (uint8_t id = DOMAIN_NONE + 1; id < DOMAINS; id++) {
        const SystemDomain *domain = system_domain(id);
        Str name = str_format(a->cx->arena, "information_schema.%s", domain->name);
        lookup_add(&table, domain->oid, name);
        lookup_add(&table, domain->array_oid, str_format(a->cx->arena, "%.*s[]", STR(name)));
    }
    for (uint32_t at = 0; at < a->catalog->version->type_count; at++) {
        const CatalogType *type = &a->catalog->version->types[at];
        const char *text =
            created_type_text(a->cx->arena, a->catalog->version, &a->catalog->path, type);
        lookup_add(&table, type->oid, str_of(text));
        lookup_add(&table, type->oid + 1, str_format(a->cx->arena, "%s[]", text));
    }
    return lookup_text(&table);
}

static const Expr *answer_format_type(const Asked *a)
{
    return lookup_or(a, other_types(a),
                     call_of(a, FUNCTION_ID(FORMAT_BUILTIN_TYPE), a->call->args.items[0],
                             a->call->args.items[1]));
}

/* A reg* type as text: its name, or the number where nothing has it. */
static const Expr *answer_object_name(const Asked *a)
{
    Str names = object_name_table(a->catalog, a->cx, (TypeId)a->arg->type.id);

    return lookup_or(a, names, oid_as_text(a));
}

static const Expr *answer_object_names(const Asked *a)
{
    Str names = object_name_table(a->catalog, a->cx, type_element(a->arg->type.id));

    return call_of(a, FUNCTION_ID(LOOKUP_TEXTS), answer_cast(a, a->arg, type_array(TYPE_OID)),
                   text_const(a, names));
}

static const Expr *find_object(const Asked *a, bool may_miss)
{
    TypeId type = (TypeId)a->call->head.type.id;
    Str directory = object_directory(a->catalog, a->cx, type);
    const Expr **args = ARENA_ARRAY(a->cx->arena, const Expr *, 3);

    if (!directory.length)
        return fail(a->cx, ERR_FEATURE_NOT_SUPPORTED, a->call->head.position,
                    "a cast of a name that is not constant to %s is not supported yet",
                    type_sql_name(type));
    args[0] = a->arg;
    args[1] = text_const(a, directory);
    args[2] =
        NEW_EXPR(a->cx, type_of(TYPE_BOOL), NO_POSITION, Const, .value = { .boolean = may_miss });
    return NEW_EXPR(a->cx, a->call->head.type, NO_POSITION, Call,
                    .function = FUNCTION_ID(FIND_OBJECT), .name = STR_LIT("find_object"),
                    .args = { args, 3 });
}

static const Expr *answer_object_oid(const Asked *a)
{
    return find_object(a, false);
}

/* to_regclass() and its like. */
static const Expr *answer_to_object(const Asked *a)
{
    const Const *name = EXPR_AS(Const, a->arg);
    int64_t oid;

    if (!name)
        return find_object(a, true);
    if (name->value.is_null)
        return answer_value(a, VALUE_NULL);
    SystemName object = { .type = (TypeId)a->call->head.type.id,
                          .text = name->value.text,
                          .position = NO_POSITION,
                          .may_miss = true };
    TRY(pg_catalog_name((void *)(uintptr_t)a->catalog, a->cx, &object, &oid));
    return answer_value(a, oid ? (Value){ .integer = oid } : VALUE_NULL);
}

/* --- Functions ---------------------------------------------------------------------------------
 */

static const char *argument_name(const Function *function, uint32_t at)
{
    if (function->args[at] != TYPE_NONE)
        return type_sql_name(function->args[at]);
    return function->flags & FUNCTION_CASTS ? "anyelement" : "\"any\"";
}

/* What stands before an argument: those that an ordered-set aggregate sorts by come after ORDER BY,
 * and what it takes any number of stands on both sides of it. */
static Str argument_names(const Asked *a, FunctionId id)
{
    const Function *function = function_get(id);
    bool is_variadic = function->flags & FUNCTION_VARIADIC;
    bool is_ordered = function->flags & FUNCTION_ORDERED_SET;
    StrBuilder out = str_builder(a->cx->arena);

    if (is_ordered && is_variadic)
        return STR_LIT("VARIADIC \"any\" ORDER BY VARIADIC \"any\"");
    for (uint8_t at = 0; at < function->arg_count; at++) {
        bool is_last = at + 1 == function->arg_count;
        str_addf(&out, "%s%s%s",
                 at == 0                 ? ""
                 : is_ordered && is_last ? " "
                                         : ", ",
                 is_ordered && is_last    ? "ORDER BY "
                 : is_variadic && is_last ? "VARIADIC "
                                          : "",
                 argument_name(function, at));
    }
    return str_built(&out);
}

typedef Str (*DescribeFn)(const Asked *a, FunctionId id);
typedef Str (*DescribeCastFn)(const CastFact *cast);

static const Expr *describe_functions(const Asked *a, DescribeFn describe,
                                      DescribeCastFn describe_cast)
{
    LookupTable table = lookup_begin(a->cx);

    for (FunctionId id = 0; id < function_count(); id++)
        if (function_is_listed(id))
            lookup_add(&table, function_get(id)->oid, describe(a, id));
    for (uint32_t at = 0; at < cast_fact_count(); at++)
        if (cast_fact_makes_function(at))
            lookup_add(&table, cast_fact(at)->function, describe_cast(cast_fact(at)));
    return lookup(a, FUNCTION_ID(LOOKUP_TEXT), lookup_text(&table));
}

static Str result_name(const Asked *a, FunctionId id)
{
    const Function *function = function_get(id);

    return str_format(a->cx->arena, "%s%s", function->flags & FUNCTION_SET ? "SETOF " : "",
                      type_sql_name(function->result));
}

static Str cast_result(const CastFact *cast)
{
    return str_of(type_sql_name(type_find_oid(cast->target)));
}

static Str cast_argument(const CastFact *cast)
{
    return str_of(type_sql_name(type_find_oid(cast->source)));
}

static const Expr *answer_function_result(const Asked *a)
{
    return describe_functions(a, result_name, cast_result);
}

static const Expr *answer_function_arguments(const Asked *a)
{
    return describe_functions(a, argument_names, cast_argument);
}

/* --- Sizes -------------------------------------------------------------------------------------
 */

/* A table is its files; catalog relations take no room. */
static const Expr *answer_table_size(const Asked *a)
{
    LookupTable table = lookup_begin(a->cx);
    const CatalogVersion *version = a->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++) {
        const CatalogTable *user = &version->tables[at];
        lookup_add(&table, user->oid, str_format(a->cx->arena, "%lld", (long long)user->bytes));
        for (uint32_t in = 0; in < user->constraint_count; in++)
            if (has_index(&user->constraints[in])) /* its room is counted with the table */
                lookup_add(&table, user->constraints[in].index_oid, STR_LIT("0"));
    }
    for (uint32_t at = 0; at < system_relation_count(); at++)
        lookup_add(&table, system_relation_get(at)->oid, STR_LIT("0"));
    return lookup(a, FUNCTION_ID(LOOKUP_INT8), lookup_text(&table));
}

static int64_t all_bytes(const Asked *a)
{
    int64_t bytes = 0;

    for (uint32_t at = 0; at < a->catalog->version->table_count; at++)
        if (__builtin_add_overflow(bytes, a->catalog->version->tables[at].bytes, &bytes))
            return INT64_MAX;
    return bytes;
}

static const Expr *answer_database_size(const Asked *a)
{
    LookupTable table = lookup_begin(a->cx);

    lookup_add(&table, OID_DATABASE, str_format(a->cx->arena, "%lld", (long long)all_bytes(a)));
    return lookup(a, FUNCTION_ID(LOOKUP_INT8), lookup_text(&table));
}

/* By name: null for any other. */
/* All is in the default tablespace; what all databases share takes no room. */
static const Expr *answer_tablespace_size(const Asked *a)
{
    LookupTable table = lookup_begin(a->cx);

    lookup_add(&table, OID_TABLESPACE_DEFAULT,
               str_format(a->cx->arena, "%lld", (long long)all_bytes(a)));
    lookup_add(&table, OID_TABLESPACE_GLOBAL, STR_LIT("0"));
    return lookup(a, FUNCTION_ID(LOOKUP_INT8), lookup_text(&table));
}

static const Expr *answer_named_tablespace_size(const Asked *a)
{
    const Const *name = EXPR_AS(Const, a->arg);

    if (!name)
        return fail(a->cx, ERR_FEATURE_NOT_SUPPORTED, a->call->head.position,
                    "pg_tablespace_size of a name that is not constant is not supported yet");
    if (name->value.is_null)
        return answer_value(a, VALUE_NULL);
    if (str_is(name->value.text, "pg_default"))
        return answer_value(a, (Value){ .integer = all_bytes(a) });
    if (str_is(name->value.text, "pg_global"))
        return answer_value(a, (Value){ .integer = 0 });
    return fail(a->cx, ERR_UNDEFINED_OBJECT, NO_POSITION, "tablespace \"%.*s\" does not exist",
                STR(name->value.text));
}

/* Of the relations that can be written, by events as bits: INSERT 8, UPDATE 4, DELETE 16. */
static const Expr *answer_relation_updatable(const Asked *a)
{
    LookupTable table = lookup_begin(a->cx);
    const CatalogVersion *version = a->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++)
        lookup_add(&table, version->tables[at].oid,
                   version->tables[at].kind == RELATION_MEMORY ? STR_LIT("28") : STR_LIT("0"));
    return answer_cast(a, lookup(a, FUNCTION_ID(LOOKUP_INT8), lookup_text(&table)), TYPE_INT4);
}

static const Expr *answer_column_updatable(const Asked *a)
{
    LookupTable table = lookup_begin(a->cx);
    const CatalogVersion *version = a->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++)
        lookup_add(&table, version->tables[at].oid,
                   version->tables[at].kind == RELATION_MEMORY ? STR_LIT("t") : STR_LIT("f"));
    return lookup(a, FUNCTION_ID(LOOKUP_BOOL), lookup_text(&table));
}

static const Expr *answer_named_database_size(const Asked *a)
{
    const Expr *database = NEW_EXPR(a->cx, type_of(TYPE_NAME), NO_POSITION, Const,
                                    .value = { .text = a->catalog->database });
    const Expr **parts = ARENA_ARRAY(a->cx->arena, const Expr *, 2);

    parts[0] = call_of(a, FUNCTION_ID(NAME_EQ), a->arg, database);
    parts[1] = answer_value(a, (Value){ .integer = all_bytes(a) });
    return NEW_EXPR(a->cx, a->call->head.type, a->call->head.position, Case, .when = { parts, 1 },
                    .then = { parts + 1, 1 }, .otherwise = answer_value(a, VALUE_NULL));
}

/* The search path is what it always is. */
static const Expr *schemas(const Asked *a, bool with_implied)
{
    const SearchPath *path = catalog_path(&a->catalog->path);
    Value *names = ARENA_ARRAY(a->cx->arena, Value, path->count);
    uint32_t count = 0;

    for (uint32_t at = with_implied ? 0 : path->implied; at < path->count; at++) {
        bool is_implied_temporary =
            at < path->implied && path->schemas[at] == CATALOG_SCHEMA_TEMPORARY;
        if (!is_implied_temporary)
            names[count++] =
                (Value){ .text = catalog_schema_name(a->catalog->version, path->schemas[at]) };
    }
    ArrayHeader shape = array_list(1, count);
    return answer_value(a, (Value){ .text = array_make(a->cx->arena, TYPE_NAME, &shape, names) });
}

static const Expr *answer_schemas(const Asked *a)
{
    const Const *with_implicit = EXPR_AS(Const, a->arg);
    const Expr **when = ARENA_ARRAY(a->cx->arena, const Expr *, 4);
    Type type = a->call->head.type;

    if (with_implicit)
        return with_implicit->value.is_null ? answer_value(a, VALUE_NULL)
                                            : schemas(a, with_implicit->value.boolean);
    when[0] = a->arg;
    when[1] = NEW_EXPR(a->cx, type_of(TYPE_BOOL), NO_POSITION, Not, .arg = a->arg);
    when[2] = schemas(a, true);
    when[3] = schemas(a, false);
    return NEW_EXPR(a->cx, type, a->call->head.position, Case, .when = { when, 2 },
                    .then = { when + 2, 2 });
}

/* Nothing is a partition, so nothing has ancestors: not even itself. */
static const Expr *answer_no_ancestors(const Asked *a)
{
    const Expr **args = ARENA_ARRAY(a->cx->arena, const Expr *, 1);
    Str none = array_make(a->cx->arena, TYPE_REGCLASS, &(ArrayHeader){ 0 }, NULL);

    args[0] = NEW_EXPR(a->cx, type_of(type_array(TYPE_REGCLASS)), NO_POSITION, Const,
                       .value = { .text = none });
    return NEW_EXPR(a->cx, type_of(TYPE_REGCLASS), a->call->head.position, Call,
                    .function = FUNCTION_ID(UNNEST), .name = a->call->name, .args = { args, 1 });
}

static const Expr *refuse_set(const Asked *a)
{
    return fail(a->cx, ERR_FEATURE_NOT_SUPPORTED, a->call->head.position,
                "functions that return sets are not supported yet");
}

/* --- The table of answers ----------------------------------------------------------------------
 */

typedef struct Answer {
    FunctionId function;
    const Expr *(*answer)(const Asked *a);
} Answer;

// clang-format off
static const Answer answers[] = {
    { FUNCTION_ID(VERSION),                 answer_version },
    { FUNCTION_ID(CURRENT_DATABASE),        answer_database },
    { FUNCTION_ID(CURRENT_SCHEMA),          answer_schema },
    { FUNCTION_ID(CURRENT_SCHEMAS),         answer_schemas },
    { FUNCTION_ID(CURRENT_SETTING),         answer_setting },
    { FUNCTION_ID(CURRENT_SETTING_OR_NULL), answer_setting },
    { FUNCTION_ID(SET_CONFIG),              answer_set_config },
    { FUNCTION_ID(GETDATABASEENCODING),     answer_encoding },
    { FUNCTION_ID(CLIENT_ENCODING),         answer_encoding },
    { FUNCTION_ID(BACKEND_PID),             answer_pid },
    { FUNCTION_ID(IS_IN_RECOVERY),          answer_false },
    { FUNCTION_ID(TXID_CURRENT),            answer_transaction },
    { FUNCTION_ID(MY_TEMP_SCHEMA),          answer_no_oid },
    { FUNCTION_ID(TABLE_IS_VISIBLE),        answer_table_visible },
    { FUNCTION_ID(TYPE_IS_VISIBLE),         answer_type_visible },
    { FUNCTION_ID(FUNCTION_IS_VISIBLE),     answer_function_visible },
    { FUNCTION_ID(OPERATOR_IS_VISIBLE),     answer_operator_visible },
    { FUNCTION_ID(COLLATION_IS_VISIBLE),    answer_collation_visible },
    { FUNCTION_ID(GET_USERBYID),            answer_user },
    { FUNCTION_ID(GET_FUNCTION_RESULT),     answer_function_result },
    { FUNCTION_ID(GET_FUNCTION_ARGUMENTS),  answer_function_arguments },
    { FUNCTION_ID(GET_FUNCTION_IDENTITY),   answer_function_arguments },
    { FUNCTION_ID(RELATION_SIZE),           answer_table_size },
    { FUNCTION_ID(RELATION_SIZE_OF_FORK),   answer_table_size },
    { FUNCTION_ID(TABLE_SIZE),              answer_table_size },
    { FUNCTION_ID(TOTAL_RELATION_SIZE),     answer_table_size },
    { FUNCTION_ID(DATABASE_SIZE),           answer_database_size },
    { FUNCTION_ID(DATABASE_SIZE_OF_NAME),   answer_named_database_size },
    { FUNCTION_ID(TABLESPACE_SIZE),         answer_tablespace_size },
    { FUNCTION_ID(TABLESPACE_SIZE_OF_NAME), answer_named_tablespace_size },
    { FUNCTION_ID(RELATION_IS_UPDATABLE),   answer_relation_updatable },
    { FUNCTION_ID(COLUMN_IS_UPDATABLE),     answer_column_updatable },
    { FUNCTION_ID(FORMAT_TYPE),             answer_format_type },
    { FUNCTION_ID(TO_REGCLASS),             answer_to_object },
    { FUNCTION_ID(TO_REGTYPE),              answer_to_object },
    { FUNCTION_ID(TO_REGPROC),              answer_to_object },
    { FUNCTION_ID(TO_REGPROCEDURE),         answer_to_object },
    { FUNCTION_ID(TO_REGOPER),              answer_to_object },
    { FUNCTION_ID(TO_REGOPERATOR),          answer_to_object },
    { FUNCTION_ID(TO_REGROLE),              answer_to_object },
    { FUNCTION_ID(TO_REGNAMESPACE),         answer_to_object },
    { FUNCTION_ID(TO_REGCOLLATION),         answer_to_object },
    { FUNCTION_ID(OBJECT_TEXT),             answer_object_name },
    { FUNCTION_ID(OBJECT_TEXTS),            answer_object_names },
    { FUNCTION_ID(OBJECT_OID),              answer_object_oid },
    { FUNCTION_ID(PARTITION_ANCESTORS),     answer_no_ancestors },
    { FUNCTION_ID(EXPANDARRAY),             refuse_set },
    { FUNCTION_ID(OBJ_DESCRIPTION),         answer_comment },
    { FUNCTION_ID(OBJ_DESCRIPTION_OF_ANY),  answer_comment },
    { FUNCTION_ID(SHOBJ_DESCRIPTION),       answer_comment },
    { FUNCTION_ID(COL_DESCRIPTION),         answer_column_comment },
    { FUNCTION_ID(GET_VIEWDEF),             answer_view_definition },
    { FUNCTION_ID(GET_VIEWDEF_PRETTY),      answer_view_definition },
    { FUNCTION_ID(GET_VIEWDEF_WRAPPED),     answer_view_definition },
    { FUNCTION_ID(GET_VIEWDEF_OF_NAME),     answer_view_definition },
    { FUNCTION_ID(GET_VIEWDEF_OF_NAME_PRETTY), answer_view_definition },
    { FUNCTION_ID(GET_RULEDEF),             answer_rule_definition },
    { FUNCTION_ID(GET_RULEDEF_PRETTY),      answer_rule_definition },
    { FUNCTION_ID(GET_CONSTRAINTDEF),       answer_constraint_definition },
    { FUNCTION_ID(GET_CONSTRAINTDEF_PRETTY), answer_constraint_definition },
    { FUNCTION_ID(GET_INDEXDEF),            answer_index_definition },
    { FUNCTION_ID(GET_INDEXDEF_COLUMN),     answer_index_definition },
    { FUNCTION_ID(GET_SERIAL_SEQUENCE),     answer_serial_sequence },
};
// clang-format on

const Expr *pg_catalog_call(void *context, Cx *cx, const Call *call)
{
    Asked asked = { .cx = cx,
                    .catalog = context,
                    .call = call,
                    .arg = call->args.count ? call->args.items[0] : NULL };

    for (size_t at = 0; at < COUNT_OF(answers); at++)
        if (answers[at].function == call->function)
            return answers[at].answer(&asked);
    return fail(cx, ERR_INTERNAL_ERROR, call->head.position, "nobody answers %.*s()",
                STR(call->name));
}
