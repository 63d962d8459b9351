/*
 * write_query.c -- queries as PostgreSQL lays them out.
 *
 *      SELECT t.a,                   keywords end in one column, what continues a clause
 *         count(*) AS count          stands four further left than what a new line of it would
 *        FROM (t
 *          JOIN u ON ((t.a = u.a)))
 *       GROUP BY t.a;
 */
#include "catalyst/deparse/shown.h"

enum { INDENT_MAX = 40 }; /* beyond, levels begin at the left again */

static void word(Writer *w, const char *text)
{
    str_add_c(&w->out, text);
}

static void drop_blanks(Writer *w)
{
    while (w->out.length && w->out.data[w->out.length - 1] == ' ')
        w->out.length--;
}

void write_line(Writer *w, const char *text, int before, int after, int plus)
{
    if (!w->has_breaks) {
        word(w, text);
        return;
    }
    w->indent += before;
    drop_blanks(w);
    word(w, "\n");
    int blanks = w->indent > 0 ? w->indent : 0;
    if (w->indent >= INDENT_MAX)
        blanks = (INDENT_MAX + (w->indent - INDENT_MAX) / (INDENT_STEP / 2)) % INDENT_MAX;
    for (int at = 0; at < blanks + plus; at++)
        word(w, " ");
    word(w, text);
    w->indent += after;
    if (w->indent < 0)
        w->indent = 0;
}

/* A clause of the query. */
static void write_clause(Writer *w, const char *text, int plus)
{
    write_line(w, text, -INDENT_STEP, INDENT_STEP, plus);
}

static void write_names(Writer *w, Texts names)
{
    word(w, "(");
    for (uint32_t at = 0; at < names.count; at++) {
        word(w, at ? ", " : "");
        write_name(w, names.items[at]);
    }
    word(w, ")");
}

void write_inner(Writer *w, const ShownQuery *query, bool names_shown)
{
    int indent = w->indent;

    write_query(w, query, names_shown);
    w->indent = indent;
}

/* --- FROM ------------------------------------------------------------------------------------ */

static void write_item(Writer *w, const ShownFrom *from);

static bool is_every_call_unnest(const ShownFrom *from)
{
    for (uint32_t at = 0; at < from->calls.count; at++)
        if (!str_is(from->calls.items[at]->text, "unnest") ||
            from->calls.items[at]->args.count != 1)
            return false;
    return true;
}

static void write_functions(Writer *w, const ShownFrom *from)
{
    if (from->calls.count == 1)
        write_expr(w, from->calls.items[0], true);
    else if (is_every_call_unnest(from)) {
        word(w, "unnest(");
        for (uint32_t at = 0; at < from->calls.count; at++) {
            word(w, at ? ", " : "");
            write_expr(w, from->calls.items[at]->args.items[0], true);
        }
        word(w, ")");
    } else {
        word(w, "ROWS FROM(");
        write_list(w, from->calls, true);
        word(w, ")");
    }
    word(w, from->has_ordinality ? " WITH ORDINALITY" : "");
}

static void write_alias(Writer *w, const ShownFrom *from)
{
    if (!from->alias.length)
        return;
    word(w, " ");
    write_name(w, from->alias);
    if (from->columns.count)
        write_names(w, from->columns);
}

static const char *join_word(const ShownFrom *from)
{
    switch (from->join) {
    case JOIN_LEFT: return " LEFT JOIN ";
    case JOIN_RIGHT: return " RIGHT JOIN ";
    case JOIN_FULL: return " FULL JOIN ";
    default: return from->on || from->using.count ? " JOIN " : " CROSS JOIN ";
    }
}

static void write_join_condition(Writer *w, const ShownFrom *from)
{
    if (from->using.count) {
        word(w, " USING ");
        write_names(w, from->using);
    } else if (from->on) {
        word(w, w->is_pretty ? " ON " : " ON (");
        write_expr(w, from->on, false);
        word(w, w->is_pretty ? "" : ")");
    } else if (from->join != JOIN_INNER) {
        word(w, " ON TRUE");
    }
}

static void write_join(Writer *w, const ShownFrom *from)
{
    bool has_parens = !w->is_pretty || from->alias.length;
    bool right_has_parens = w->is_pretty && from->right->tag == FROM_JOIN;

    word(w, has_parens ? "(" : "");
    write_item(w, from->left);
    write_line(w, join_word(from), -INDENT_STEP, INDENT_STEP, INDENT_JOIN);
    word(w, right_has_parens ? "(" : "");
    write_item(w, from->right);
    word(w, right_has_parens ? ")" : "");
    write_join_condition(w, from);
    word(w, has_parens ? ")" : "");
}

static void write_item(Writer *w, const ShownFrom *from)
{
    word(w, from->is_lateral && from->tag != FROM_JOIN ? "LATERAL " : "");
    switch (from->tag) {
    case FROM_TABLE: str_add(&w->out, from->name); break;
    case FROM_SUBQUERY:
        word(w, "(");
        write_inner(w, from->query, true);
        word(w, ")");
        break;
    case FROM_FUNCTION: write_functions(w, from); break;
    case FROM_JOIN: write_join(w, from); break;
    }
    write_alias(w, from);
}

void write_from(Writer *w, ShownFromList from)
{
    for (uint32_t at = 0; at < from.count; at++) {
        if (at == 0)
            write_clause(w, " FROM ", 2);
        else {
            word(w, ", ");
            if (w->has_breaks)
                write_clause(w, "", INDENT_ITEM);
        }
        write_item(w, from.items[at]);
    }
}

/* --- The select list ------------------------------------------------------------------------- */

static void write_target(Writer *w, const ShownTarget *target, Str name, bool names_shown)
{
    const Shown *expr = target->expr;
    bool is_named = expr->tag == SHOWN_COLUMN ? !str_equal(target->column_name, name)
                                              : names_shown || !str_is(name, "?column?");

    write_expr(w, expr, true);
    if (!is_named)
        return;
    word(w, " AS ");
    write_name(w, name);
}

/* An item that begins a line itself takes the place of the blank before it. */
static void write_targets(Writer *w, const ShownQuery *query, const ShownBody *body,
                          bool names_shown)
{
    for (uint32_t at = 0; at < body->target_count; at++) {
        Writer item = *w;
        Str name = query->is_view && at < query->columns.count ? query->columns.items[at].name
                                                               : body->targets[at].name;
        item.out = str_builder(w->out.arena);
        word(w, at ? ", " : " ");
        write_target(&item, &body->targets[at], name, names_shown);
        Str text = str_built(&item.out);
        if (w->has_breaks && text.length && text.data[0] == '\n')
            drop_blanks(w);
        else if (w->has_breaks && at)
            write_clause(w, "", INDENT_ITEM);
        str_add(&w->out, text);
    }
}

/* --- Bodies ---------------------------------------------------------------------------------- */

static void write_values(Writer *w, const ShownBody *body)
{
    word(w, "VALUES ");
    for (uint32_t row = 0; row < body->row_count; row++) {
        word(w, row ? ", (" : "(");
        for (uint32_t at = 0; at < body->rows[row].count; at++) {
            word(w, at ? "," : "");
            write_expr(w, body->rows[row].items[at], false);
        }
        word(w, ")");
    }
}

static void write_distinct(Writer *w, const ShownBody *body)
{
    if (!body->is_distinct && !body->distinct_on.count)
        return;
    word(w, " DISTINCT");
    if (!body->distinct_on.count)
        return;
    word(w, " ON (");
    for (uint32_t at = 0; at < body->distinct_on.count; at++) {
        word(w, at ? ", " : "");
        write_group_key(w, body->distinct_on.items[at]);
    }
    word(w, ")");
}

static void write_groups(Writer *w, ShownList groups)
{
    if (!groups.count)
        return;
    write_clause(w, " GROUP BY ", 1);
    for (uint32_t at = 0; at < groups.count; at++) {
        word(w, at ? ", " : "");
        write_group_key(w, groups.items[at]);
    }
}

static void write_select(Writer *w, const ShownQuery *query, const ShownBody *body,
                         bool names_shown)
{
    if (w->has_breaks) {
        w->indent += INDENT_STEP;
        word(w, " ");
    }
    if (body->tag == BODY_VALUES) {
        write_values(w, body);
        return;
    }
    word(w, "SELECT");
    write_distinct(w, body);
    write_targets(w, query, body, names_shown);
    write_from(w, body->from);
    if (body->where) {
        write_clause(w, " WHERE ", 1);
        write_expr(w, body->where, false);
    }
    write_groups(w, body->groups);
    if (body->having) {
        write_clause(w, " HAVING ", 0);
        write_expr(w, body->having, false);
    }
}

/* --- Set operations -------------------------------------------------------------------------- */

static void write_body(Writer *w, const ShownQuery *query, const ShownBody *body, bool names_shown);

/* A branch is a query of its own, indented as the whole is. */
static void write_leaf(Writer *w, const ShownQuery *query, const ShownBody *body, bool names_shown)
{
    int indent = w->indent;

    if (body->tag == BODY_QUERY) {
        ShownQuery inner = *body->query;
        inner.is_view = query->is_view;
        inner.columns = query->columns;
        word(w, "(");
        write_inner(w, &inner, names_shown);
        word(w, ")");
    } else {
        write_select(w, query, body, names_shown);
    }
    w->indent = indent;
}

static void write_branch(Writer *w, const ShownQuery *query, const ShownBody *body,
                         bool names_shown)
{
    if (body->tag == BODY_SET)
        write_body(w, query, body, names_shown);
    else
        write_leaf(w, query, body, names_shown);
}

static void write_left(Writer *w, const ShownQuery *query, const ShownBody *body, bool names_shown)
{
    const ShownBody *left = body->left;
    bool needs_parens = left->tag == BODY_SET &&
                        (left->operation != body->operation || left->is_all != body->is_all);

    if (needs_parens) {
        word(w, "(");
        write_line(w, "", INDENT_STEP, 0, 0);
    }
    write_branch(w, query, left, names_shown);
    if (needs_parens)
        write_line(w, ") ", -INDENT_STEP, 0, 0);
    else if (w->has_breaks)
        write_line(w, "", 0, 0, 0);
    else
        word(w, " ");
}

static void write_right(Writer *w, const ShownQuery *query, const ShownBody *body)
{
    bool needs_parens = body->right->tag == BODY_SET;
    int step = needs_parens ? INDENT_STEP : 0;

    word(w, needs_parens ? "(" : "");
    write_line(w, "", step, 0, 0);
    write_branch(w, query, body->right, false);
    if (w->has_breaks)
        w->indent -= step;
    if (needs_parens)
        write_line(w, ")", 0, 0, 0);
}

static void write_body(Writer *w, const ShownQuery *query, const ShownBody *body, bool names_shown)
{
    static const char *const words[] = { "UNION ", "INTERSECT ", "EXCEPT " };

    if (body->tag != BODY_SET) {
        write_select(w, query, body, names_shown);
        return;
    }
    write_left(w, query, body, names_shown);
    word(w, words[body->operation]);
    word(w, body->is_all ? "ALL " : "");
    write_right(w, query, body);
}

/* --- Queries --------------------------------------------------------------------------------- */

static void write_ctes(Writer *w, const ShownQuery *query)
{
    static const char *const hints[] = { "", "MATERIALIZED ", "NOT MATERIALIZED " };

    if (!query->cte_count)
        return;
    if (w->has_breaks) {
        w->indent += INDENT_STEP;
        word(w, " ");
    }
    for (uint32_t at = 0; at < query->cte_count; at++) {
        const ShownCte *cte = &query->ctes[at];
        word(w, at ? ", " : "WITH ");
        write_name(w, cte->name);
        if (cte->columns.count)
            write_names(w, cte->columns);
        str_addf(&w->out, " AS %s(", hints[cte->materialize]);
        if (w->has_breaks)
            write_line(w, "", 0, 0, 0);
        write_inner(w, cte->query, true);
        if (w->has_breaks)
            write_line(w, "", 0, 0, 0);
        word(w, ")");
    }
    if (!w->has_breaks) {
        word(w, " ");
        return;
    }
    w->indent -= INDENT_STEP;
    write_line(w, "", 0, 0, 0);
}

void write_query(Writer *w, const ShownQuery *query, bool names_shown)
{
    write_ctes(w, query);
    write_body(w, query, query->body, names_shown);
    if (query->order.count) {
        write_clause(w, " ORDER BY ", 1);
        write_order(w, query->order);
    }
    if (query->offset) {
        write_clause(w, " OFFSET ", 0);
        write_expr(w, query->offset, false);
    }
    if (query->limit) {
        write_clause(w, " LIMIT ", 0);
        if (query->limit->tag == SHOWN_LITERAL && query->limit->is_null)
            word(w, "ALL");
        else
            write_expr(w, query->limit, false);
    }
}
