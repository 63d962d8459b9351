/*
 * write_expr.c -- expressions as PostgreSQL writes them.
 *
 * Plain, whatever could be taken apart has parentheses around it; pretty, only where a reader who
 * knows no precedence beyond that of arithmetic would need them (needs_parens).
 */
#include "catalyst/deparse/shown.h"

void write_name(Writer *w, Str name)
{
    str_add(&w->out, quoted_name(w->out.arena, name));
}

static void word(Writer *w, const char *text)
{
    str_add_c(&w->out, text);
}

/* --- Parentheses ----------------------------------------------------------------------------- */

/* The sign of a binary operator of one character; 0: it is none. */
static char sign_of(const Shown *shown)
{
    return shown->tag == SHOWN_OPERATOR && shown->args.count == 2 && shown->text.length == 1
               ? shown->text.data[0]
               : 0;
}

/* Of + and - 1, of * / % 2, of others 0. */
static int rank_of(const Shown *shown)
{
    char sign = sign_of(shown);

    if (sign == '+' || sign == '-')
        return 1;
    return sign == '*' || sign == '/' || sign == '%' ? 2 : 0;
}

static bool is_boolean(const Shown *shown)
{
    return shown->tag == SHOWN_AND || shown->tag == SHOWN_OR || shown->tag == SHOWN_NOT;
}

/* Does it put its arguments between parentheses or words of its own? */
static bool encloses(const Shown *parent)
{
    switch (parent->tag) {
    case SHOWN_CALL: return parent->syntax == SYNTAX_CALL;
    case SHOWN_AGGREGATE:
    case SHOWN_SUBSCRIPT:
    case SHOWN_ARRAY:
    case SHOWN_WORDS:
    case SHOWN_CASE: return true;
    default: return false;
    }
}

static bool binds_tighter(const Shown *shown, const Shown *parent)
{
    int rank = rank_of(shown), above = rank_of(parent);

    if (!rank || !above)
        return false;
    if (rank != above)
        return rank > above;
    return shown == parent->args.items[0]; /* (a - b) - c, but not a - (b - c) */
}

static bool boolean_stands_alone(const Shown *shown, const Shown *parent)
{
    if (!is_boolean(parent))
        return encloses(parent);
    if (shown->tag == SHOWN_OR)
        return parent->tag == SHOWN_OR;
    return parent->tag == SHOWN_AND || parent->tag == SHOWN_OR;
}

/* In pretty writing, within `parent`. */
static bool stands_alone(const Shown *shown, const Shown *parent)
{
    switch (shown->tag) {
    case SHOWN_COLUMN:
    case SHOWN_LITERAL:
    case SHOWN_KEYWORD:
    case SHOWN_CALL:
    case SHOWN_AGGREGATE:
    case SHOWN_SUBSCRIPT:
    case SHOWN_ARRAY:
    case SHOWN_WORDS:
    case SHOWN_CASE: return true;
    case SHOWN_CAST: return stands_alone(shown->args.items[0], shown);
    case SHOWN_OPERATOR:
        if (parent->tag == SHOWN_OPERATOR)
            return binds_tighter(shown, parent);
        return is_boolean(parent) || encloses(parent);
    case SHOWN_SUBQUERY:
    case SHOWN_TEST:
    case SHOWN_DISTINCT: return is_boolean(parent) || encloses(parent);
    case SHOWN_AND:
    case SHOWN_OR:
    case SHOWN_NOT: return boolean_stands_alone(shown, parent);
    case SHOWN_QUANTIFIED:
    case SHOWN_COLLATE: break;
    }
    return false;
}

static void write_within(Writer *w, const Shown *shown, const Shown *parent, bool shows_casts)
{
    bool needs_parens = w->is_pretty && !stands_alone(shown, parent);

    word(w, needs_parens ? "(" : "");
    write_expr(w, shown, shows_casts);
    word(w, needs_parens ? ")" : "");
}

static void open(Writer *w)
{
    word(w, w->is_pretty ? "" : "(");
}

static void close(Writer *w)
{
    word(w, w->is_pretty ? "" : ")");
}

void write_list(Writer *w, ShownList list, bool shows_casts)
{
    for (uint32_t at = 0; at < list.count; at++) {
        word(w, at ? ", " : "");
        write_expr(w, list.items[at], shows_casts);
    }
}

/* --- Literals -------------------------------------------------------------------------------- */

/* A number with a point and without a sign: nothing else could be meant. */
static bool is_plain_numeric(Str text)
{
    bool has_point = false;

    if (!text.length || text.data[0] < '0' || text.data[0] > '9')
        return false;
    for (size_t at = 0; at < text.length; at++)
        has_point |= text.data[at] == '.' || text.data[at] == 'e' || text.data[at] == 'E';
    return has_point;
}

typedef enum Label { LABEL_NEVER, LABEL_WHERE_NEEDED } Label;

static void write_label(Writer *w, Type type)
{
    const CatalogType *created = type_is_created((TypeId)type.id)
                                     ? catalog_type_of_oid(w->input->catalog, (uint32_t)type.id)
                                     : NULL;

    word(w, "::");
    if (!created) {
        str_add(&w->out, type_print(w->out.arena, type));
        return;
    }
    str_add(&w->out, created_type_name(w->out.arena, w->input, created));
    word(w, type_is_array((TypeId)type.id) ? "[]" : "");
}

/* Backslashes mean nothing in it. */
static void write_quoted(Writer *w, Str text)
{
    word(w, "'");
    for (size_t at = 0; at < text.length; at++) {
        if (text.data[at] == '\'')
            word(w, "'");
        str_add_char(&w->out, text.data[at]);
    }
    word(w, "'");
}

static void write_literal(Writer *w, const Shown *literal, Label label)
{
    TypeId type = (TypeId)literal->type.id;
    bool is_bare = type == TYPE_BOOL ||
                   (type == TYPE_INT4 && literal->text.length && literal->text.data[0] != '-') ||
                   (type == TYPE_NUMERIC && is_plain_numeric(literal->text));

    if (literal->is_null)
        word(w, "NULL");
    else if (type == TYPE_BOOL)
        word(w, str_is(literal->text, "t") ? "true" : "false");
    else if (is_bare)
        str_add(&w->out, literal->text);
    else
        write_quoted(w, literal->text);
    if (label == LABEL_NEVER || type == TYPE_UNKNOWN || (is_bare && !literal->is_null))
        return;
    write_label(w, literal->type);
}

/* --- Casts ----------------------------------------------------------------------------------- */

static void write_cast(Writer *w, const Shown *cast, bool shows_casts)
{
    const Shown *arg = cast->args.items[0];

    if (!cast->is_explicit && !shows_casts) {
        write_within(w, arg, cast, false);
        return;
    }
    if (arg->tag == SHOWN_LITERAL && arg->type.id == cast->type.id &&
        arg->type.typmod == TYPMOD_NONE && !cast->text.length)
        write_literal(w, arg, LABEL_NEVER);
    else {
        open(w);
        write_within(w, arg, cast, false);
        close(w);
    }
    if (cast->text.length)
        str_addf(&w->out, "::%.*s", STR(cast->text));
    else
        write_label(w, cast->type);
}

/* --- Operators and tests --------------------------------------------------------------------- */

static void write_operator(Writer *w, const Shown *shown)
{
    uint32_t last = shown->args.count - 1;

    open(w);
    if (last) {
        write_within(w, shown->args.items[0], shown, true);
        word(w, " ");
    }
    str_add(&w->out, shown->text);
    word(w, " ");
    write_within(w, shown->args.items[last], shown, true);
    close(w);
}

static void write_boolean(Writer *w, const Shown *shown)
{
    open(w);
    if (shown->tag == SHOWN_NOT)
        word(w, "NOT ");
    for (uint32_t at = 0; at < shown->args.count; at++) {
        if (at)
            word(w, shown->tag == SHOWN_AND ? " AND " : " OR ");
        write_within(w, shown->args.items[at], shown, false);
    }
    close(w);
}

static void write_test(Writer *w, const Shown *shown)
{
    bool is_null_test = str_is(shown->text, "IS NULL") || str_is(shown->text, "IS NOT NULL");

    open(w);
    write_within(w, shown->args.items[0], shown, is_null_test);
    word(w, " ");
    str_add(&w->out, shown->text);
    close(w);
}

static void write_distinct(Writer *w, const Shown *shown)
{
    open(w);
    write_within(w, shown->args.items[0], shown, true);
    word(w, " IS DISTINCT FROM ");
    write_within(w, shown->args.items[1], shown, true);
    close(w);
}

static void write_quantified(Writer *w, const Shown *shown)
{
    open(w);
    write_within(w, shown->args.items[0], shown, true);
    str_addf(&w->out, " %.*s %s (", STR(shown->text), shown->is_all ? "ALL" : "ANY");
    write_within(w, shown->args.items[1], shown, true);
    word(w, ")");
    close(w);
}

static void write_collate(Writer *w, const Shown *shown, bool shows_casts)
{
    open(w);
    write_within(w, shown->args.items[0], shown, shows_casts);
    word(w, " COLLATE ");
    str_add(&w->out, shown->text);
    close(w);
}

static void write_subscript(Writer *w, const Shown *shown)
{
    const Shown *arg = shown->args.items[0];
    bool needs_parens = arg->tag != SHOWN_COLUMN;

    word(w, needs_parens ? "(" : "");
    write_expr(w, arg, true);
    word(w, needs_parens ? ")" : "");
    for (uint32_t at = 1; at + 1 < shown->args.count; at += 2) {
        word(w, "[");
        if (shown->args.items[at])
            write_expr(w, shown->args.items[at], false);
        word(w, shown->is_slice ? ":" : "");
        if (shown->args.items[at + 1])
            write_expr(w, shown->args.items[at + 1], false);
        word(w, "]");
    }
}

/* --- CASE and its like ----------------------------------------------------------------------- */

static void write_branch(Writer *w, const char *text)
{
    if (!w->has_breaks)
        word(w, " ");
    write_line(w, text, 0, 0, 0);
}

static void write_case(Writer *w, const Shown *shown)
{
    const Shown *arg = shown->args.items[0];

    write_line(w, "CASE", 0, INDENT_ITEM, 0);
    if (arg) {
        word(w, " ");
        write_expr(w, arg, true);
    }
    for (uint32_t at = 2; at + 1 < shown->args.count; at += 2) {
        write_branch(w, "WHEN ");
        write_expr(w, shown->args.items[at], false);
        word(w, " THEN ");
        write_expr(w, shown->args.items[at + 1], true);
    }
    write_branch(w, "ELSE ");
    write_expr(w, shown->args.items[1], true);
    if (!w->has_breaks)
        word(w, " ");
    write_line(w, "END", -INDENT_ITEM, 0, 0);
}

static void write_words(Writer *w, const Shown *shown)
{
    str_addf(&w->out, "%.*s(", STR(shown->text));
    write_list(w, shown->args, true);
    word(w, ")");
}

static void write_array(Writer *w, const Shown *shown)
{
    word(w, "ARRAY[");
    write_list(w, shown->args, true);
    word(w, "]");
    if (!shown->args.count)
        write_label(w, shown->type);
}

/* --- Subqueries ------------------------------------------------------------------------------ */

static void write_compared(Writer *w, const Shown *shown)
{
    if (shown->args.count == 1) {
        write_expr(w, shown->args.items[0], true);
        return;
    }
    word(w, "(");
    write_list(w, shown->args, true);
    word(w, ")");
}

static void write_subquery(Writer *w, const Shown *shown)
{
    bool is_plain = shown->kind == SUBQUERY_SCALAR || shown->kind == SUBQUERY_ARRAY;

    word(w, shown->kind == SUBQUERY_ARRAY ? "ARRAY(" : "(");
    if (shown->args.count)
        write_compared(w, shown);
    if (shown->kind == SUBQUERY_EXISTS)
        word(w, "EXISTS (");
    else if (shown->kind == SUBQUERY_ANY && str_is(shown->text, "="))
        word(w, " IN (");
    else if (!is_plain)
        str_addf(&w->out, " %.*s %s (", STR(shown->text),
                 shown->kind == SUBQUERY_ANY ? "ANY" : "ALL");
    write_inner(w, shown->query, false);
    word(w, is_plain ? ")" : "))");
}

/* --- All of them ----------------------------------------------------------------------------- */

void write_expr(Writer *w, const Shown *shown, bool shows_casts)
{
    switch (shown->tag) {
    case SHOWN_COLUMN:
    case SHOWN_KEYWORD: str_add(&w->out, shown->text); return;
    case SHOWN_LITERAL: write_literal(w, shown, LABEL_WHERE_NEEDED); return;
    case SHOWN_CALL:
    case SHOWN_AGGREGATE: write_call(w, shown); return;
    case SHOWN_OPERATOR: write_operator(w, shown); return;
    case SHOWN_CAST: write_cast(w, shown, shows_casts); return;
    case SHOWN_AND:
    case SHOWN_OR:
    case SHOWN_NOT: write_boolean(w, shown); return;
    case SHOWN_TEST: write_test(w, shown); return;
    case SHOWN_DISTINCT: write_distinct(w, shown); return;
    case SHOWN_QUANTIFIED: write_quantified(w, shown); return;
    case SHOWN_CASE: write_case(w, shown); return;
    case SHOWN_WORDS: write_words(w, shown); return;
    case SHOWN_ARRAY: write_array(w, shown); return;
    case SHOWN_SUBSCRIPT: write_subscript(w, shown); return;
    case SHOWN_COLLATE: write_collate(w, shown, shows_casts); return;
    case SHOWN_SUBQUERY: write_subquery(w, shown); return;
    }
}
