/* deparse.c -- parsed trees as texts: see catalyst.h and README.md. */
#include "catalyst/deparse/shown.h"

static void shower_begin(Shower *s, Cx *cx, const DeparseInput *input)
{
    *s = (Shower){ .cx = cx, .input = input };
    s->analysis = (AnalyseInput){ .catalog = input->catalog,
                                  .path = input->path,
                                  .system_relation = input->system_relation,
                                  .system_context = input->system_context,
                                  .next_id = 1 };
    s->binder = (Binder){ .cx = cx, .input = &s->analysis };
}

static Writer writer_begin(Cx *cx, const DeparseInput *input, bool has_breaks)
{
    return (Writer){ .out = str_builder(cx->arena),
                     .input = input,
                     .is_pretty = input->is_pretty,
                     .has_breaks = has_breaks };
}

/* The columns of one table, which are written without its name. */
static void see_table(Shower *s, ShowScope *scope, const CatalogTable *table)
{
    uint32_t count = table ? table->column_count : 0;

    scope->columns = ARENA_ARRAY(s->cx->arena, Visible, count + 1);
    scope->count = count;
    for (uint32_t at = 0; at < count; at++) {
        const CatalogColumn *column = &table->columns[at];
        scope->columns[at] =
            (Visible){ .table = table->name,
                       .column = column->name,
                       .type = column->type,
                       .text = s->input->is_domain ? STR_LIT("VALUE")
                                                   : quoted_name(s->cx->arena, column->name),
                       .shown_name = column->name };
    }
    s->scope = scope;
}

Str deparse_expr(Cx *cx, const DeparseInput *input, const Expr *expr, const CatalogTable *table,
                 const Type *to)
{
    ShowScope scope = { 0 };
    Writer w = writer_begin(cx, input, input->is_pretty);
    Shower s;

    shower_begin(&s, cx, input);
    see_table(&s, &scope, table);
    Shown *shown = show_expr(&s, expr);
    if (shown && to)
        shown = show_cast(&s, shown, *to, false);
    else if (shown)
        shown = show_known(&s, shown);
    if (!shown)
        return STR_NONE;
    write_expr(&w, shown, false);
    return str_built(&w.out);
}

bool deparse_type(Cx *cx, const DeparseInput *input, const Expr *expr, const CatalogTable *table,
                  Type *out_type)
{
    ShowScope scope = { 0 };
    Shower s;

    shower_begin(&s, cx, input);
    see_table(&s, &scope, table);
    Shown *shown = TRY(show_known(&s, show_expr(&s, expr)));
    *out_type = shown->type;
    return true;
}

/* Names that no relation of a view is written by: its rule has two relations of these. */
static const Str rule_names[] = { { "old", 3 }, { "new", 3 } };

static ShownQuery *show_view(Shower *s, const Plan *query)
{
    Str *taken = arena_copy(s->cx->arena, rule_names, sizeof rule_names);
    ShowScope scope = { .names = taken, .name_count = COUNT_OF(rule_names) };

    s->scope = &scope;
    s->is_qualifying = true;
    ShownQuery *shown = show_query(s, query);
    s->scope = NULL;
    return shown;
}

bool deparse_reads(Cx *cx, const DeparseInput *input, const Plan *query, ColumnReads *out_reads)
{
    Shower s;

    shower_begin(&s, cx, input);
    TRY(show_view(&s, query));
    *out_reads = s.reads;
    return true;
}

Str deparse_query(Cx *cx, const DeparseInput *input, const Plan *query, Texts names)
{
    Writer w = writer_begin(cx, input, true);
    Shower s;

    shower_begin(&s, cx, input);
    ShownQuery *shown = show_view(&s, query);
    if (!shown)
        return STR_NONE;
    shown->is_view = true;
    for (uint32_t at = 0; at < shown->columns.count && at < names.count; at++)
        shown->columns.items[at].name = names.items[at];
    write_query(&w, shown, true);
    return str_built(&w.out);
}
