/* write_call.c -- calls, aggregates, and functions in the words of the grammar. */
#include "catalyst/deparse/shown.h"

static void word(Writer *w, const char *text)
{
    str_add_c(&w->out, text);
}

static void argument(Writer *w, const char *before, const Shown *shown)
{
    word(w, before);
    write_expr(w, shown, false);
}

/* Ends the key: what is the default for its direction is not written. */
static void write_direction(Writer *w, const ShownSort *sort)
{
    word(w, sort->descending ? " DESC" : "");
    if (sort->nulls_first != sort->descending)
        word(w, sort->nulls_first ? " NULLS FIRST" : " NULLS LAST");
}

/* Only a column and an operator's own parentheses stand without others. */
static void write_key(Writer *w, const Shown *shown)
{
    bool needs_parens = shown->tag != SHOWN_COLUMN &&
                        (w->is_pretty || shown->tag == SHOWN_CALL || shown->tag == SHOWN_AGGREGATE);

    word(w, needs_parens ? "(" : "");
    write_expr(w, shown, true);
    word(w, needs_parens ? ")" : "");
}

void write_group_key(Writer *w, const Shown *shown)
{
    write_key(w, shown);
}

void write_order(Writer *w, ShownSorts order)
{
    for (uint32_t at = 0; at < order.count; at++) {
        word(w, at ? ", " : "");
        if (order.items[at].ordinal)
            str_addf(&w->out, "%d", order.items[at].ordinal);
        else
            write_key(w, order.items[at].expr);
        write_direction(w, &order.items[at]);
    }
}

static void write_aggregate(Writer *w, const Shown *shown)
{
    str_addf(&w->out, "%.*s(%s", STR(shown->text), shown->is_distinct ? "DISTINCT " : "");
    word(w, shown->is_star ? "*" : "");
    write_list(w, shown->args, true);
    if (shown->order.count) {
        word(w, " ORDER BY ");
        write_order(w, shown->order);
    }
    if (shown->filter)
        argument(w, ") FILTER (WHERE ", shown->filter);
    word(w, ")");
}

/* --- In the words of the grammar ------------------------------------------------------------- */

static void write_extract(Writer *w, const Shown *shown)
{
    str_addf(&w->out, "EXTRACT(%.*s", STR(shown->args.items[0]->text));
    argument(w, " FROM ", shown->args.items[1]);
    word(w, ")");
}

static void write_time_zone(Writer *w, const Shown *shown)
{
    argument(w, "(", shown->args.items[1]);
    argument(w, " AT TIME ZONE ", shown->args.items[0]);
    word(w, ")");
}

static void write_overlay(Writer *w, const Shown *shown)
{
    static const char *const before[] = { "OVERLAY(", " PLACING ", " FROM ", " FOR " };

    for (uint32_t at = 0; at < shown->args.count && at < COUNT_OF(before); at++)
        argument(w, before[at], shown->args.items[at]);
    word(w, ")");
}

static void write_substring(Writer *w, const Shown *shown)
{
    bool is_pattern =
        shown->args.count == 3 && type_is_string((TypeId)shown->args.items[1]->type.id);

    argument(w, "SUBSTRING(", shown->args.items[0]);
    argument(w, is_pattern ? " SIMILAR " : " FROM ", shown->args.items[1]);
    if (shown->args.count == 3)
        argument(w, is_pattern ? " ESCAPE " : " FOR ", shown->args.items[2]);
    word(w, ")");
}

static void write_trim(Writer *w, const Shown *shown)
{
    str_addf(&w->out, "TRIM(%s", shown->side);
    if (shown->args.count == 2)
        argument(w, " ", shown->args.items[1]);
    argument(w, " FROM ", shown->args.items[0]);
    word(w, ")");
}

static void write_overlaps(Writer *w, const Shown *shown)
{
    argument(w, "((", shown->args.items[0]);
    argument(w, ", ", shown->args.items[1]);
    argument(w, ") OVERLAPS (", shown->args.items[2]);
    argument(w, ", ", shown->args.items[3]);
    word(w, "))");
}

/* False where the function has such words only with other arguments. */
static bool write_syntax(Writer *w, const Shown *shown)
{
    uint32_t count = shown->args.count;

    switch (shown->syntax) {
    case SYNTAX_EXTRACT:
        if (count != 2 || shown->args.items[0]->tag != SHOWN_LITERAL)
            return false;
        write_extract(w, shown);
        return true;
    case SYNTAX_AT_TIME_ZONE: write_time_zone(w, shown); return true;
    case SYNTAX_OVERLAY: write_overlay(w, shown); return true;
    case SYNTAX_POSITION:
        argument(w, "POSITION((", shown->args.items[1]);
        argument(w, ") IN (", shown->args.items[0]);
        word(w, "))");
        return true;
    case SYNTAX_SUBSTRING:
        if (count < 2 || (count == 2 && type_is_string((TypeId)shown->args.items[1]->type.id)))
            return false;
        write_substring(w, shown);
        return true;
    case SYNTAX_TRIM: write_trim(w, shown); return true;
    case SYNTAX_OVERLAPS: write_overlaps(w, shown); return true;
    case SYNTAX_NORMALIZE:
        argument(w, "NORMALIZE(", shown->args.items[0]);
        if (count == 2)
            str_addf(&w->out, ", %.*s", STR(shown->args.items[1]->text));
        word(w, ")");
        return true;
    case SYNTAX_IS_NORMALIZED:
        argument(w, "(", shown->args.items[0]);
        word(w, " IS");
        if (count == 2)
            str_addf(&w->out, " %.*s", STR(shown->args.items[1]->text));
        word(w, " NORMALIZED)");
        return true;
    case SYNTAX_CALL: break;
    }
    return false;
}

void write_call(Writer *w, const Shown *shown)
{
    if (shown->tag == SHOWN_AGGREGATE) {
        write_aggregate(w, shown);
        return;
    }
    if (write_syntax(w, shown))
        return;
    str_addf(&w->out, "%.*s(", STR(shown->text));
    write_list(w, shown->args, true);
    word(w, ")");
}
