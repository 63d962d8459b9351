/*
 * function_table.c -- functions of pg_catalog that are called in FROM and give rows of several
 * columns.
 *
 * Some give what a view shows: they are that relation.  Of those that tell of what Hearth has not
 * (partitions, text search) there are no rows.
 */
#include "server/pg_catalog/function_table.h"

#include "server/pg_catalog/relation.h"

enum { COLUMNS_MAX = 5 };

typedef struct TableColumn {
    const char *name;
    TypeId type;
} TableColumn;

typedef struct FunctionRelation {
    const char *name;
    const char *view;                 /* of the same rows and columns, or NULL: */
    TableColumn columns[COLUMNS_MAX]; /* up to the first without a name */
    Exprs (*rows)(Cx *cx);            /* NULL: none */
} FunctionRelation;

/* --- pg_get_keywords() -------------------------------------------------------------------------
 */

typedef struct GrammarWord {
    const char *word;
    char kind;
    bool is_bare_label;
} GrammarWord;

static const GrammarWord words[] = {
#define KEYWORD(WORD, KIND, IS_BARE) { WORD, KIND, IS_BARE },
#include "server/pg_catalog/keywords.def"
#undef KEYWORD
};

static const char *kind_text(char kind)
{
    switch (kind) {
    case 'C': return "unreserved (cannot be function or type name)";
    case 'T': return "reserved (can be function or type name)";
    case 'R': return "reserved";
    default: return "unreserved";
    }
}

static const Expr *constant(Cx *cx, TypeId type, Value value)
{
    return NEW_EXPR(cx, type_of(type), NO_POSITION, Const, .value = value);
}

static const Expr *text(Cx *cx, const char *value)
{
    return constant(cx, TYPE_TEXT, (Value){ .text = str_of(value) });
}

static const Expr *keyword_row(Cx *cx, const GrammarWord *word)
{
    const Expr **items = ARENA_ARRAY(cx->arena, const Expr *, COLUMNS_MAX);

    items[0] = text(cx, word->word);
    items[1] = constant(cx, TYPE_CHAR, (Value){ .integer = word->kind });
    items[2] = constant(cx, TYPE_BOOL, (Value){ .boolean = word->is_bare_label });
    items[3] = text(cx, kind_text(word->kind));
    items[4] = text(cx, word->is_bare_label ? "can be bare label" : "requires AS");
    return NEW_EXPR(cx, type_of(TYPE_VOID), NO_POSITION, RowOf, .items = { items, COLUMNS_MAX });
}

static Exprs keyword_rows(Cx *cx)
{
    Exprs rows = { ARENA_ARRAY(cx->arena, const Expr *, COUNT_OF(words)), COUNT_OF(words) };

    for (uint32_t at = 0; at < rows.count; at++)
        rows.items[at] = keyword_row(cx, &words[at]);
    return rows;
}

/* --- The list ----------------------------------------------------------------------------------
 */

// clang-format off
static const FunctionRelation functions[] = {
    { "pg_get_keywords", NULL,
      { { "word", TYPE_TEXT }, { "catcode", TYPE_CHAR }, { "barelabel", TYPE_BOOL },
        { "catdesc", TYPE_TEXT }, { "baredesc", TYPE_TEXT } }, keyword_rows },
    { "pg_partition_tree", NULL,
      { { "relid", TYPE_REGCLASS }, { "parentrelid", TYPE_REGCLASS }, { "isleaf", TYPE_BOOL },
        { "level", TYPE_INT4 } }, NULL },
    { "ts_token_type", NULL,
      { { "tokid", TYPE_INT4 }, { "alias", TYPE_TEXT }, { "description", TYPE_TEXT } }, NULL },
    { "pg_show_all_settings",  "pg_settings",            { { NULL, TYPE_NONE } }, NULL },
    { "pg_timezone_names",     "pg_timezone_names",      { { NULL, TYPE_NONE } }, NULL },
    { "pg_timezone_abbrevs",   "pg_timezone_abbrevs",    { { NULL, TYPE_NONE } }, NULL },
    { "pg_cursor",             "pg_cursors",             { { NULL, TYPE_NONE } }, NULL },
    { "pg_prepared_statement", "pg_prepared_statements", { { NULL, TYPE_NONE } }, NULL },
    { "pg_lock_status",        "pg_locks",               { { NULL, TYPE_NONE } }, NULL },
};
// clang-format on

static const FunctionRelation *find(Str schema, Str name)
{
    if (schema.length && !str_is(schema, "pg_catalog"))
        return NULL;
    for (size_t at = 0; at < COUNT_OF(functions); at++)
        if (str_is(name, functions[at].name))
            return &functions[at];
    return NULL;
}

Str function_of_table(Str name)
{
    bool is_call = name.length > 1 && name.data[name.length - 1] == '\0';

    return is_call ? str_slice(name, 0, name.length - 1) : STR_NONE;
}

Plan *function_table(PgCatalog *catalog, Cx *cx, Str schema, Str name,
                     ColumnId (*take_id)(void *ids), void *ids)
{
    const FunctionRelation *function = find(schema, name);
    Columns columns = { ARENA_ARRAY(cx->arena, PlanColumn, COLUMNS_MAX), 0 };

    if (!function)
        return NULL;
    if (function->view)
        return pg_catalog_relation(catalog, cx, STR_LIT("pg_catalog"), str_of(function->view),
                                   take_id, ids);
    while (columns.count < COLUMNS_MAX && function->columns[columns.count].name) {
        const TableColumn *column = &function->columns[columns.count];
        columns.items[columns.count++] = (PlanColumn){ .id = take_id(ids),
                                                       .name = str_of(column->name),
                                                       .type = type_of(column->type),
                                                       .nullable = true };
    }
    return NEW(cx, Values, .columns = columns,
               .rows = function->rows ? function->rows(cx) : (Exprs){ 0 });
}
