/*
 * scan.c -- see scan.h.
 *
 * Depth.  Every open parenthesis, bracket and CASE is a level; within a level, operators since the
 * last separator form a run (1+1+1 nests to the left, NOT NOT to the right), and joins and set
 * operations nest for the whole level.  A path of the tree crosses each operator of a run at most
 * once and enters one of the levels that were closed within it, whose height they are added to:
 *
 *     height of a run    its operators, those after a closed level too, + its highest closed level
 *     height of a level  its joins and set operations + its highest run
 *     depth              where the level was opened, by what stands before it, + its height
 *
 * Commas, AND, OR and clause keywords end a run, because what stands around them is a list.
 * Invariant: libpg_query's tree is never deeper than a few nodes times the depth counted here.
 */
#include "parser/scan.h"
#include "parser/parser.h"
#include "parser/token.h"

enum { NAME_BYTES_MAX = 63 }; /* NAMEDATALEN - 1: what the grammar keeps */

typedef struct Level {
    int base;      /* depth where it was opened */
    int structure; /* joins and set operations */
    int highest;   /* height of its highest run that ended */
    int run;       /* operators since the last separator */
    int inner;     /* height of the highest level closed within the run */
    int betweens;  /* BETWEENs of the run whose AND is still to come */
    int own;       /* what opening it adds */
    uint32_t commas;
    bool is_case; /* closed by END */
} Level;

typedef struct Scanner {
    Cx *cx;
    Str source; /* the text as given */
    char *text; /* the copy that long names are replaced in */
    TextScan *scan;
    Level *levels;
    uint32_t level_count;
    uint32_t level_capacity;
    uint32_t name_capacity;
    uint32_t join_word_capacity;
    Token previous;        /* the token before */
    uint32_t closed_items; /* of the parenthesis closed last */
} Scanner;

typedef enum WordMeaning {
    WORD_OTHER,
    WORD_SEPARATES, /* starts a clause: what follows is not nested in what stands before */
    WORD_OPERATES,  /* nests as an operator does */
    WORD_STRUCTURES,
    WORD_SELECTS, /* starts a query, where it stands after a parenthesis */
    WORD_AND,
    WORD_BETWEEN,
    WORD_FROM,
    WORD_GROUP,
    WORD_CASE,
    WORD_END,
    WORD_JOIN_KIND, /* SEMI and its like */
} WordMeaning;

// clang-format off
static const struct {
    const char *word;
    WordMeaning meaning;
} words[] = {
    { "and", WORD_AND },          { "anti", WORD_JOIN_KIND },    { "asof", WORD_JOIN_KIND },
    { "at", WORD_OPERATES },      { "between", WORD_BETWEEN },   { "case", WORD_CASE },
    { "collate", WORD_OPERATES }, { "else", WORD_SEPARATES },    { "end", WORD_END },
    { "except", WORD_STRUCTURES },{ "exists", WORD_OPERATES },   { "from", WORD_FROM },
    { "group", WORD_GROUP },      { "having", WORD_SEPARATES },  { "ilike", WORD_OPERATES },
    { "in", WORD_OPERATES },      { "intersect", WORD_STRUCTURES }, { "is", WORD_OPERATES },
    { "isnull", WORD_OPERATES },  { "join", WORD_STRUCTURES },   { "like", WORD_OPERATES },
    { "limit", WORD_SEPARATES },  { "not", WORD_OPERATES },      { "notnull", WORD_OPERATES },
    { "offset", WORD_SEPARATES }, { "on", WORD_SEPARATES },      { "operator", WORD_OPERATES },
    { "or", WORD_SEPARATES },     { "order", WORD_SEPARATES },   { "select", WORD_SELECTS },
    { "semi", WORD_JOIN_KIND },   { "similar", WORD_OPERATES },  { "table", WORD_SELECTS },
    { "then", WORD_SEPARATES },   { "union", WORD_STRUCTURES },  { "values", WORD_SELECTS },
    { "when", WORD_SEPARATES },   { "where", WORD_SEPARATES },   { "with", WORD_SELECTS },
};
// clang-format on

static bool scan_tokens(Scanner *s);

bool scan_text(Cx *cx, Str text, TextScan *out_scan)
{
    TextScan scan = { .text = str_copy(cx->arena, text) };
    char *copy = str_to_c(cx->arena, text);

    /* A control character that the text has not: no name of the user's can look like ours. */
    for (char marker = 1; marker < '\t' && !scan.marker; marker++)
        if (!memchr(text.data, marker, text.length))
            scan.marker = marker;

    Scanner scanner = { .cx = cx, .source = text, .text = copy, .scan = &scan };
    TRY(scan_tokens(&scanner));
    scan.text = (Str){ copy, text.length };
    *out_scan = scan;
    return true;
}

/* --- Depth ----------------------------------------------------------------------------------- */

static Level *top_level(Scanner *s)
{
    return &s->levels[s->level_count - 1];
}

/* A level within the run of the one on top; `own`: the nodes that its brackets make. */
static void open_level(Scanner *s, int own, bool is_case)
{
    const Level *outer = s->level_count ? top_level(s) : &(Level){ 0 };
    int base = outer->base + outer->structure + outer->run + own;

    s->levels =
        arena_grown(s->cx->arena, s->levels, sizeof *s->levels, s->level_count, &s->level_capacity);
    s->levels[s->level_count++] = (Level){ .base = base, .own = own, .is_case = is_case };
}

static int height_of(const Level *level)
{
    int run = level->run + level->inner;

    return level->structure + (run > level->highest ? run : level->highest);
}

static void close_top(Scanner *s)
{
    int height = top_level(s)->own + height_of(top_level(s));

    s->level_count--;
    if (height > top_level(s)->inner)
        top_level(s)->inner = height;
}

/* A closing parenthesis also ends CASEs that were none: `select 1 as case`. */
static void close_level(Scanner *s, bool is_case)
{
    if (is_case && !top_level(s)->is_case)
        return;
    while (!is_case && s->level_count > 1 && top_level(s)->is_case)
        close_top(s);
    if (s->level_count > 1)
        close_top(s);
}

static void end_run(Level *level)
{
    if (level->run + level->inner > level->highest)
        level->highest = level->run + level->inner;
    level->run = level->inner = 0;
    level->betweens = 0;
}

static bool check_depth(Scanner *s, Token token)
{
    if (top_level(s)->base + height_of(top_level(s)) <= STATEMENT_DEPTH_MAX)
        return true;
    fail(s->cx, ERR_STATEMENT_TOO_COMPLEX, (int)token.start, "stack depth limit exceeded");
    fail_detail(s->cx, "Operators, joins and parentheses may nest %d deep.", STATEMENT_DEPTH_MAX);
    return fail_hint(s->cx, "Write the statement with fewer nested expressions; long lists are "
                            "better written as IN (...) or VALUES.");
}

/* Operators without a letter of these lose their last + and -, so `+-+-1` is four. */
static int operators_in(Str run)
{
    int count = 1;

    for (size_t at = 1; at < run.length; at++)
        count += run.data[at] == '+' || run.data[at] == '-';
    return count;
}

static void scan_punctuation(Scanner *s, char c)
{
    Level *level = top_level(s);

    switch (c) {
    case '(':
    case '[': open_level(s, 1, false); break;
    case ')':
    case ']':
        s->closed_items = level->commas + 1;
        close_level(s, false);
        break;
    case ',':
        level->commas++;
        end_run(level);
        break;
    case ';':
        s->level_count = 0;
        open_level(s, 0, false);
        break;
    default: break;
    }
}

/* --- Words -------------------------------------------------------------------------------------
 */

static WordMeaning meaning_of(Str word, const char **out_word)
{
    for (size_t at = 0; at < COUNT_OF(words); at++)
        if (word_is(word, words[at].word)) {
            *out_word = words[at].word;
            return words[at].meaning;
        }
    return WORD_OTHER;
}

static Str token_text(const Scanner *s, Token token)
{
    return str_slice(s->source, token.start, token.end);
}

/* Can the token before end an item of FROM, so that a word after it is its alias? */
static bool ends_table(const Scanner *s)
{
    static const char *const others[] = { "as", "from", "join", "on", "and", "or", "not", "only" };
    Str before = token_text(s, s->previous);

    for (size_t at = 0; at < COUNT_OF(others); at++)
        if (word_is(before, others[at]))
            return false;
    return s->previous.kind == TOKEN_WORD || s->previous.kind == TOKEN_NAME || str_is(before, ")");
}

/* `a SEMI JOIN b`: the word may have become the alias of a. */
static void note_join_kind(Scanner *s, Token token, const char *word)
{
    Token next = token_next(s->source, token.end);
    Str text = token_text(s, next);
    bool is_kind = word_is(text, "join");

    if (strcmp(word, "asof") == 0)
        is_kind |= word_is(text, "left") || word_is(text, "right") || word_is(text, "inner") ||
                   word_is(text, "full");
    if (!is_kind || !ends_table(s))
        return;

    TextScan *scan = s->scan;
    scan->join_words = arena_grown(s->cx->arena, scan->join_words, sizeof *scan->join_words,
                                   scan->join_word_count, &s->join_word_capacity);
    scan->join_words[scan->join_word_count++] = (JoinWord){ (int)token.start, word };
}

static void scan_keyword(Scanner *s, Token token)
{
    Str before = token_text(s, s->previous);
    Level *level = top_level(s);
    const char *word;

    /* After a point, and after AS, every word is a name. */
    if (str_is(before, ".") || word_is(before, "as"))
        return;
    switch (meaning_of(token_text(s, token), &word)) {
    case WORD_OTHER: return;
    case WORD_SEPARATES: end_run(level); return;
    case WORD_OPERATES: level->run++; return;
    case WORD_STRUCTURES:
        end_run(level);
        level->structure++;
        return;
    case WORD_SELECTS: level->structure += str_is(before, "(") ? 2 : 0; return;
    case WORD_BETWEEN:
        level->run++;
        level->betweens++;
        return;
    case WORD_AND: /* x BETWEEN 1 AND NOT y BETWEEN 1 AND NOT ... nests */
        if (level->betweens)
            level->betweens--;
        else
            end_run(level);
        return;
    case WORD_FROM: /* a IS DISTINCT FROM NOT b IS DISTINCT FROM NOT ... nests */
        if (!word_is(before, "distinct"))
            end_run(level);
        return;
    case WORD_GROUP: /* f(a) WITHIN GROUP (ORDER BY b) + f(a) WITHIN GROUP ... nests */
        if (!word_is(before, "within"))
            end_run(level);
        return;
    case WORD_CASE: open_level(s, 2, true); return;
    case WORD_END: close_level(s, true); return;
    case WORD_JOIN_KIND: note_join_kind(s, token, word); return;
    }
}

/* --- Long names ---------------------------------------------------------------------------------
 */

/* "a""b" without the quotes. */
static Str unquoted(Arena *arena, Str quoted)
{
    StrBuilder out = str_builder(arena);

    for (size_t at = 1; at + 1 < quoted.length; at++) {
        str_add_char(&out, quoted.data[at]);
        at += quoted.data[at] == '"';
    }
    return str_built(&out);
}

/* Put "<marker>number<marker>" and blanks in its place, so that all positions stay true. */
static void replace_name(Scanner *s, Token token)
{
    TextScan *scan = s->scan;
    Arena *arena = s->cx->arena;
    Str source = token_text(s, token);
    bool is_quoted = token.kind == TOKEN_NAME;
    bool is_closed = !is_quoted || source.data[source.length - 1] == '"';
    Str name = is_quoted ? unquoted(arena, source) : str_lower(arena, source);

    if (name.length <= NAME_BYTES_MAX || !scan->marker || !is_closed)
        return;
    scan->names =
        arena_grown(arena, scan->names, sizeof *scan->names, scan->name_count, &s->name_capacity);
    scan->names[scan->name_count] = (LongName){
        .name = name,
        .source = str_copy(arena, is_quoted ? str_slice(source, 1, source.length - 1) : source),
    };
    Str placeholder = str_format(arena, "\"%c%u%c\"", scan->marker, scan->name_count, scan->marker);
    scan->name_count++;
    memset(s->text + token.start, ' ', source.length);
    memcpy(s->text + token.start, placeholder.data, placeholder.length);
}

/* `(a, b, ...) =`: SET of so many columns, each of which the grammar gives all of the right side.
 */
static void note_row(Scanner *s, Token token)
{
    if (str_is(token_text(s, token), "=") && str_is(token_text(s, s->previous), ")") &&
        s->closed_items > s->scan->widest_row)
        s->scan->widest_row = s->closed_items;
}

static bool scan_tokens(Scanner *s)
{
    open_level(s, 0, false);
    for (Token token = token_next(s->source, 0); token.kind != TOKEN_END;
         token = token_next(s->source, token.end)) {
        size_t bytes = token.end - token.start;

        if (token.kind == TOKEN_OPERATOR)
            note_row(s, token);
        if (bytes > NAME_BYTES_MAX && (token.kind == TOKEN_NAME || token.kind == TOKEN_WORD))
            replace_name(s, token);
        else if (token.kind == TOKEN_WORD)
            scan_keyword(s, token);
        else if (token.kind == TOKEN_OPERATOR)
            top_level(s)->run += operators_in(token_text(s, token));
        else if (token.kind == TOKEN_PUNCTUATION)
            scan_punctuation(s, s->source.data[token.start]);
        TRY(check_depth(s, token));
        s->previous = token;
    }
    return true;
}

/* The long name whose placeholder starts at text.data[at]; its end in *out_end.  NULL: none. */
static const LongName *find_placeholder(const TextScan *scan, Str text, size_t at, size_t *out_end)
{
    uint32_t number = 0;

    if (!scan->marker || text.data[at] != scan->marker)
        return NULL;
    for (at++; at < text.length && text.data[at] >= '0' && text.data[at] <= '9'; at++)
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, (uint32_t)(text.data[at] - '0'), &number))
            return NULL;
    if (at >= text.length || text.data[at] != scan->marker || number >= scan->name_count)
        return NULL;
    *out_end = at + 1;
    return &scan->names[number];
}

Str scan_name(const TextScan *scan, Str text)
{
    size_t end;
    const LongName *name = text.length ? find_placeholder(scan, text, 0, &end) : NULL;

    return name && end == text.length ? name->name : text;
}

Str scan_message(Arena *arena, const TextScan *scan, Str message)
{
    StrBuilder out = str_builder(arena);

    for (size_t at = 0; at < message.length;) {
        size_t end;
        const LongName *name = find_placeholder(scan, message, at, &end);
        if (name) {
            str_add(&out, name->source);
            at = end;
        } else {
            str_add_char(&out, message.data[at++]);
        }
    }
    return str_built(&out);
}
