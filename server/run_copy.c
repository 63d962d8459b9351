/*
 * run_copy.c -- COPY as it runs, and COPY TO: see run_state.h.
 *
 *     the relation ──> options ──> TO: plan ──> CopyOutResponse ──> rows, as of any query
 *                              └─> FROM: run_copy_in.c
 *
 * A table is copied by the query over its columns.  Rows are CopyData from where they are made
 * (result.h), so nothing of the way they come is different.
 */
#include "server/run_copy.h"

#include "server/search_path.h"

static bool fail_kind(Cx *cx, const char *kind, Str name, bool has_hint)
{
    fail(cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "cannot copy from %s \"%.*s\"", kind, STR(name));
    return has_hint && fail_hint(cx, "Try the COPY (SELECT ...) TO variant.");
}

static bool check_source(Cx *cx, const CatalogTable *table)
{
    if (!table)
        return true;
    switch (table->kind) {
    case RELATION_FILES: break;
    case RELATION_MEMORY:
        if (table->is_materialized)
            return fail_kind(cx, "materialized view", table->name, true);
        break;
    case RELATION_VIEW: return fail_kind(cx, "view", table->name, true);
    case RELATION_SEQUENCE: return fail_kind(cx, "sequence", table->name, false);
    }
    return true;
}

static bool check_place(Cx *cx, const Copy *copy)
{
    if (!copy->file.length && !copy->is_program)
        return true;
    fail(cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "COPY %s a %s is not supported yet",
         copy->is_from ? "from" : "to", copy->is_program ? "program" : "file of the server");
    return fail_hint(cx,
                     "Use COPY %s, or psql's \\copy, which reads and writes files of the client.",
                     copy->is_from ? "FROM STDIN" : "TO STDOUT");
}

bool run_copy_look_up(Run *run)
{
    RunCopy *copy = run->copy;
    PgCatalog catalog;

    planned_release(&run->planned);
    run->planned.catalog = transaction_snapshot(run->session);
    AnalyseInput input =
        plan_input(run->arena, run->session, run->prepared, &catalog, run->planned.catalog);
    input.parameter_count = input.parameter_capacity = 0;
    return analyse_copy(&run->cx, &input, copy->statement, &copy->table);
}

/* --- FORCE_... ------------------------------------------------------------------------------- */

static bool fail_no_column(Run *run, Str name)
{
    Str table = run->copy->table.name;

    if (!table.length)
        return fail(&run->cx, ERR_UNDEFINED_COLUMN, NO_POSITION, "column \"%.*s\" does not exist",
                    STR(name));
    return fail(&run->cx, ERR_UNDEFINED_COLUMN, NO_POSITION,
                "column \"%.*s\" of relation \"%.*s\" does not exist", STR(name), STR(table));
}

static bool is_column_of_table(const CopyTable *table, Str name)
{
    bool found = false;

    for (uint32_t at = 0; at < table->columns.count; at++)
        found |= str_equal(table->columns.items[at].name, name);
    return found;
}

bool run_copy_find_forced(Run *run, Texts names, const char *option, const PlanColumn *columns,
                          uint32_t count, bool *out_is_forced)
{
    for (uint32_t in = 0; in < names.count; in++) {
        Str name = names.items[in];
        uint32_t at = 0;
        while (at < count && !str_equal(columns[at].name, name))
            at++;
        if (at == count && !is_column_of_table(&run->copy->table, name))
            return fail_no_column(run, name);
        if (at == count)
            return fail(&run->cx, ERR_INVALID_COLUMN_REFERENCE, NO_POSITION,
                        "%s column \"%.*s\" not referenced by COPY", option, STR(name));
        if (out_is_forced[at])
            return fail(&run->cx, ERR_DUPLICATE_COLUMN, NO_POSITION,
                        "column \"%.*s\" specified more than once", STR(name));
        out_is_forced[at] = true;
    }
    return true;
}

/* --- TO: planning ---------------------------------------------------------------------------- */

/* How rows are shown, in run->format. */
static bool set_format(Run *run, Columns columns)
{
    const CopyOptions *options = &run->copy->options;
    const CopySyntax *syntax = &options->syntax;
    bool *is_forced = arena_zero(run->arena, columns.count + 1);
    static const ResultCopyKind kinds[] = { [COPY_TEXT] = RESULT_COPY_TEXT,
                                            [COPY_CSV] = RESULT_COPY_CSV,
                                            [COPY_BINARY] = RESULT_COPY_BINARY };

    TRY(run_copy_find_forced(run, options->force_quote, "FORCE_QUOTE", columns.items, columns.count,
                             is_forced));
    if (options->quotes_all)
        memset(is_forced, true, columns.count);
    ResultCopy copy = { .kind = kinds[syntax->format],
                        .delimiter = syntax->delimiter,
                        .quote = syntax->quote,
                        .escape = syntax->escape,
                        .null_text = syntax->null_text,
                        .column_count = columns.count,
                        .is_forced = is_forced };
    run->format.formats = result_copy_format(run->arena, &copy);
    return true;
}

/* INSERT and its like: only what it returns is planned now; run_modify() does the rest. */
static bool plan_returning(Run *run, const Plan *statement)
{
    Prepared about = *run->prepared; /* plan_describe notes parameters, of which there are none */

    TRY(plan_describe(&run->cx, run->session, &about, statement, &run->planned.columns));
    if (!run->planned.columns.count)
        return fail(&run->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "COPY query must have a RETURNING clause");
    for (uint32_t at = 0; at < run->planned.columns.count; at++) {
        PlanColumn *column = &run->planned.columns.items[at];
        column->name = str_copy(run->arena, column->name);
    }
    run->insert = statement;
    run->is_modify = true;
    return true;
}

/* What COPY in binary sends are oids, not the names of what they are the oids of. */
static Str binary_formats(Run *run)
{
    enum { FORMATS_MAX = TARGETS_MAX };
    char *formats = arena_alloc(run->arena, FORMATS_MAX);

    if (run->copy->options.syntax.format != COPY_BINARY)
        return STR_NONE;
    memset(formats, 1, FORMATS_MAX);
    return (Str){ formats, FORMATS_MAX };
}

static bool plan_source(Run *run)
{
    RunCopy *copy = run->copy;
    const Plan *query = copy->statement->query;

    if (!query) {
        TRY(run_copy_look_up(run));
        TRY(check_source(&run->cx, copy->table.table));
        query = copy_query(&run->cx, copy->statement, &copy->table);
    }
    TRY(copy_options_read(&run->cx, copy->statement, &copy->options));
    if (is_modify(query))
        return plan_returning(run, query);
    planned_release(&run->planned);
    run->planned.formats = binary_formats(run);
    TRY(plan_query(&run->cx, run->session, run->prepared, query, NULL, &run->planned));
    run->values.enums = search_path_enums(run->arena, run->session, run->planned.catalog);
    return true;
}

static bool announce(Run *run, WireSession *wire)
{
    bool is_binary;

    if (!plan_source(run) || !set_format(run, run->planned.columns))
        return false;
    is_binary = run->copy->options.syntax.format == COPY_BINARY;
    run->copy->is_announced = true;
    wire_answer_copy_out(wire, is_binary, (uint16_t)run->planned.columns.count);
    return true;
}

/* --- TO: rows -------------------------------------------------------------------------------- */

/* What comes before the rows, if anything. */
static bool give_head(Run *run, WireSession *wire)
{
    const CopySyntax *syntax = &run->copy->options.syntax;

    run->copy->is_headed = true;
    run->out.length = 0;
    run->copy->awaits_first = syntax->format == COPY_BINARY;
    if (syntax->format != COPY_BINARY && syntax->header != COPY_NO_HEADER)
        result_copy_header(&run->out, run->planned.columns, &run->format);
    if (!run->out.length)
        return false;
    wire_answer_rows(
        wire, (WireBlock){ .bytes = run->out.data, .length = run->out.length, .rows = 1 }, NULL);
    return true;
}

/* The binary form: what comes before the rows goes with the first of them, as drivers that read
 * row by row expect; what comes behind is a message of its own. */
static WireBlock with_ends(Run *run, WireBlock block, bool is_last)
{
    RunCopy *copy = run->copy;
    StrBuilder rows = str_builder(run->arena);

    str_add_bytes(&rows, block.bytes, block.length);
    if (is_last)
        result_copy_end_binary(&rows);
    copy->ends = rows;
    if (copy->awaits_first) {
        copy->ends = str_builder(run->arena);
        result_copy_begin_binary(&copy->ends, str_built(&rows));
        copy->awaits_first = false;
    }
    if (block.release)
        block.release(block.owner);
    return (WireBlock){ .bytes = copy->ends.data,
                        .length = copy->ends.length,
                        .rows = block.rows + is_last };
}

WireBlock run_copy_block(Run *run, WireBlock block, const WireCompletion *completion)
{
    RunCopy *copy = run->copy;
    bool is_first = copy->awaits_first && block.length;

    /* Of local rows all but the last block are counted already, those of RETURNING all are. */
    if (!run->is_modify && (completion || !run->planned.is_local))
        run->completion.affected += block.rows;
    if (copy->options.syntax.format != COPY_BINARY || !(is_first || completion))
        return block;
    return with_ends(run, block, completion != NULL);
}

/* --- Both ------------------------------------------------------------------------------------ */

static void give_error(Run *run, WireSession *wire)
{
    if (run->cx.error.position != NO_POSITION)
        run->cx.error.position += run->prepared->position;
    run_fail(run, wire, &run->cx.error);
}

static bool begin(Run *run)
{
    run->copy = arena_zero(run->arena, sizeof *run->copy);
    run->copy->statement = (const Copy *)run->prepared->statement;
    return check_place(&run->cx, run->copy->statement);
}

bool run_copy(Run *run, WireSession *wire)
{
    if (!run->copy && !begin(run)) {
        give_error(run, wire);
        return false;
    }
    if (run->copy->statement->is_from) {
        run_copy_from(run, wire);
        return false;
    }
    if (!run->copy->is_announced) {
        if (!announce(run, wire))
            give_error(run, wire);
        return false;
    }
    return run->copy->is_headed || !give_head(run, wire);
}

/* Data are being worked on; while they are waited for, the machine ends it itself. */
void run_copy_cancel(Run *run)
{
    if (run->copy)
        run->copy->is_cancelled = true;
}

void run_copy_close(Run *run)
{
    if (!run->copy)
        return;
    copy_reader_free(run->copy->reader);
    run->copy->reader = NULL;
}
