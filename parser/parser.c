/*
 * parser.c -- parse_sql: scan, parse here or in a child, decode, build.
 *
 *     text ── scan ──> text with short names ── libpg_query ──> protobuf ── decode ──> raw tree
 *                                                                            build ──> plans
 *
 * Everything between the text and the plans lives in an arena of its own.
 */
#include "parser/parser.h"
#include "base/utf8.h"
#include "parser/build.h"
#include "parser/protobuf.h"
#include "parser/raw.h"

/* What one parse_sql knows. */
typedef struct Parse {
    Cx *cx;
    Cx *work; /* the same work with an arena that ends with it */
    Str text; /* as given, in cx->arena */
    TextScan scan;
} Parse;

static Statements *parse(Parse *p);

static bool check_text(Cx *cx, Str text)
{
    if (text.length > STATEMENT_BYTES_MAX) {
        fail(cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION, "statement is too long");
        return fail_detail(cx, "It has %zu bytes; %d are allowed.", text.length,
                           STATEMENT_BYTES_MAX);
    }
    return utf8_check(cx, text, NO_POSITION);
}

Statements *parse_sql(Cx *cx, Str text)
{
    TRY(check_text(cx, text));
    CLOSES(arena_fini)
    Arena arena;
    arena_init(&arena, cx->arena->budget);
    Cx work = cx_within(cx, &arena);
    Parse parse_state = { .cx = cx, .work = &work, .text = str_copy(cx->arena, text) };

    Statements *statements = parse(&parse_state);
    if (!statements && has_failed(&work))
        fail_with(cx, &work.error);
    return statements;
}

/* --- Errors of libpg_query ------------------------------------------------------------------- */

// clang-format off
/* It keeps no SQLSTATE: found again by the words of its message.  Anything else is 42601. */
static const struct {
    const char *words;
    ErrorCode code;
} error_codes[] = {
    { "memory exhausted",      ERR_STATEMENT_TOO_COMPLEX }, /* the grammar's own stack */
    { "stack depth limit",     ERR_STATEMENT_TOO_COMPLEX },
    { "out of memory",         ERR_OUT_OF_MEMORY },
    { "invalid memory alloc",  ERR_PROGRAM_LIMIT_EXCEEDED },
    { "not supported",         ERR_FEATURE_NOT_SUPPORTED },
    { "not implemented",       ERR_FEATURE_NOT_SUPPORTED },
    { "not yet implemented",   ERR_FEATURE_NOT_SUPPORTED },
    { "invalid byte sequence", ERR_CHARACTER_NOT_IN_REPERTOIRE },
    { "must be between",       ERR_INVALID_PARAMETER_VALUE },
    { "\" is reserved",        ERR_RESERVED_NAME },
    { "frame start",           ERR_WINDOWING_ERROR },
    { "frame end",             ERR_WINDOWING_ERROR },
    { "be used as a role name here", ERR_RESERVED_NAME },
};
// clang-format on

static ErrorCode code_of_message(const char *message)
{
    for (size_t at = 0; at < COUNT_OF(error_codes); at++)
        if (strstr(message, error_codes[at].words))
            return error_codes[at].code;
    return ERR_SYNTAX_ERROR;
}

/* Characters, from 1, to bytes, from 0. */
static int byte_of_character(Str text, int character)
{
    size_t at = 0;

    if (character <= 0)
        return NO_POSITION;
    for (int seen = 1; at < text.length; at++) {
        bool starts_character = (text.data[at] & 0xc0) != 0x80;
        if (starts_character && seen++ == character)
            break;
    }
    return (int)at;
}

static void *fail_raw(Parse *p, const RawResult *raw)
{
    Str message = scan_message(p->work->arena, &p->scan, raw->bytes);
    const char *words = str_to_c(p->work->arena, message);
    ErrorCode code = code_of_message(words);
    int position = byte_of_character(p->scan.text, raw->character);

    if (code != ERR_STATEMENT_TOO_COMPLEX)
        return fail(p->cx, code, position, "%s", words);
    fail(p->cx, code, position, "stack depth limit exceeded");
    return fail_hint(p->cx, "Write the statement with fewer nested expressions.");
}

/* --- Statements ------------------------------------------------------------------------------ */

/* A length of 0: to the end. */
static Str text_of_statement(const Parse *p, const PgQuery__RawStmt *raw)
{
    size_t start = (size_t)raw->stmt_location;
    size_t end = raw->stmt_len ? start + (size_t)raw->stmt_len : p->text.length;

    return str_trim(str_slice(p->text, start, end));
}

static bool build_one(Parse *p, const PgQuery__RawStmt *raw, Statement *out_statement)
{
    Str text = text_of_statement(p, raw);
    Builder builder = {
        .cx = p->cx,
        .scan = &p->scan,
        .start = text.length ? (int)(text.data - p->text.data) : raw->stmt_location,
        .text = text,
    };

    Plan *plan = TRY(build_statement(&builder, raw->stmt));
    *out_statement = (Statement){ .plan = plan, .text = text, .position = builder.start };
    return true;
}

static Statements *build_all(Parse *p, const PgQuery__ParseResult *tree)
{
    uint32_t count = (uint32_t)tree->n_stmts;
    Statements statements = { ARENA_ARRAY(p->cx->arena, Statement, count), count };

    for (uint32_t at = 0; at < count; at++)
        TRY(build_one(p, tree->stmts[at], &statements.items[at]));
    TRY(check_memory(p->cx));
    return arena_copy(p->cx->arena, &statements, sizeof statements);
}

static Statements *parse(Parse *p)
{
    RawResult raw;

    TRY(scan_text(p->work, p->text, &p->scan));
    if (p->scan.widest_row > ROW_ITEMS_MAX)
        return fail(p->cx, ERR_TOO_MANY_COLUMNS, NO_POSITION,
                    "target lists can have at most %d entries", ROW_ITEMS_MAX);
    if (p->text.length <= PARSE_IN_PROCESS_BYTES && p->scan.widest_row <= ROW_IN_PROCESS_ITEMS)
        TRY(raw_parse_here(p->work, p->scan.text, &raw));
    else
        TRY(raw_parse_in_child(p->work, p->scan.text, &raw));
    if (raw.is_error)
        return fail_raw(p, &raw);
    const PgQuery__ParseResult *tree = TRY(
        protobuf_decode(p->work, p->work->arena, &pg_query__parse_result__descriptor, raw.bytes));
    return build_all(p, tree);
}
