/* variables.c -- see variables.h. */
#include "server/cli/variables.h"

#include "server/cli/scan.h"

#include <string.h>

enum { VARIABLES_FIRST = 8, SPLICES_FIRST = 8 };

/* --- Setting ---------------------------------------------------------------------------------- */

static Variable *find_variable(const Variables *variables, Str name)
{
    for (uint32_t at = 0; at < variables->count; at++)
        if (str_equal(variables->items[at].name, name))
            return &variables->items[at];
    return NULL;
}

/* Would the scanner read all of it as the name of a variable? */
static bool is_name(Cx *cx, Str name)
{
    Str used = str_format(cx->arena, ":%.*s", STR(name));
    ScanToken token = scan_token(used, 0, NULL);
    bool is_quoted = name.length && (name.data[0] == '\'' || name.data[0] == '"');

    return token.kind == SCAN_VARIABLE && token.end == used.length && !is_quoted;
}

static Variable *add_variable(Cx *cx, Variables *variables)
{
    if (variables->count == variables->capacity) {
        uint32_t capacity = variables->capacity ? variables->capacity * 2 : VARIABLES_FIRST;
        Variable *items = ARENA_ARRAY(cx->arena, Variable, capacity);
        if (variables->count)
            memcpy(items, variables->items, variables->count * sizeof *items);
        variables->items = items;
        variables->capacity = capacity;
    }
    return &variables->items[variables->count++];
}

bool variables_set(Cx *cx, Variables *variables, const char *assignment)
{
    const char *equals = strchr(assignment, '=');
    Str name = { assignment, equals ? (size_t)(equals - assignment) : strlen(assignment) };

    if (!equals || !is_name(cx, name)) {
        fail(cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "\"%s\" is not NAME=VALUE", assignment);
        return fail_hint(cx, "names are made of letters, digits and underscores");
    }
    Variable *variable = find_variable(variables, name);
    if (!variable)
        variable = add_variable(cx, variables);
    *variable = (Variable){ name, str_of(equals + 1) };
    return true;
}

/* --- Using ------------------------------------------------------------------------------------ */

static void add_doubled(StrBuilder *out, Str value, char quote)
{
    for (size_t at = 0; at < value.length; at++) {
        if (value.data[at] == quote || (quote == '\'' && value.data[at] == '\\'))
            str_add_char(out, value.data[at]);
        str_add_char(out, value.data[at]);
    }
}

/* An identifier, or a literal that means the same whatever standard_conforming_strings says. */
static void add_quoted(StrBuilder *out, Str value, char quote)
{
    bool is_literal = quote == '\'';

    if (is_literal && value.length && memchr(value.data, '\\', value.length)) {
        str_add_c(out, " E'");
        add_doubled(out, value, '\'');
    } else if (is_literal) {
        str_add_char(out, '\'');
        add_doubled(out, value, '\'');
    } else {
        str_add_char(out, '"');
        add_doubled(out, value, '"');
    }
    str_add_char(out, quote);
}

typedef struct Expansion {
    Arena *arena;
    const Variables *variables;
    Str source;
    StrBuilder out;
    Splice *splices;
    uint32_t count, capacity;
} Expansion;

static void add_splice(Expansion *expansion, Splice splice)
{
    if (expansion->count == expansion->capacity) {
        uint32_t capacity = expansion->capacity ? expansion->capacity * 2 : SPLICES_FIRST;
        Splice *splices = ARENA_ARRAY(expansion->arena, Splice, capacity);
        if (expansion->count)
            memcpy(splices, expansion->splices, expansion->count * sizeof *splices);
        expansion->splices = splices;
        expansion->capacity = capacity;
    }
    expansion->splices[expansion->count++] = splice;
}

static void expand_variable(Expansion *expansion, const ScanToken *token)
{
    Str source = expansion->source;
    char quote = source.data[token->start + 1];
    bool is_quoted = quote == '\'' || quote == '"';
    Str name = str_slice(source, token->start + 1 + is_quoted, token->end - is_quoted);
    const Variable *variable = find_variable(expansion->variables, name);
    size_t start = expansion->out.length;

    if (!variable) {
        str_add(&expansion->out, str_slice(source, token->start, token->end));
        return;
    }
    if (is_quoted)
        add_quoted(&expansion->out, variable->value, quote);
    else
        str_add(&expansion->out, variable->value);
    add_splice(expansion,
               (Splice){ start, expansion->out.length, token->start, token->end - token->start });
}

Expanded variables_expand(Arena *arena, const Variables *variables, Str source)
{
    Expansion expansion = { arena, variables, source, str_builder(arena), NULL, 0, 0 };
    ScanToken token = { SCAN_BLANK, 0, 0 };

    if (!variables->count)
        return (Expanded){ .text = source };
    for (size_t at = 0; at < source.length; at = token.end) {
        token = scan_token(source, at, &token);
        if (token.kind == SCAN_VARIABLE)
            expand_variable(&expansion, &token);
        else
            str_add(&expansion.out, str_slice(source, token.start, token.end));
    }
    return (Expanded){ str_built(&expansion.out), expansion.splices, expansion.count };
}

size_t expanded_source(const Expanded *expanded, size_t at)
{
    size_t source = at;

    for (uint32_t index = 0; index < expanded->splice_count; index++) {
        const Splice *splice = &expanded->splices[index];
        if (at < splice->start)
            break;
        if (at < splice->end)
            return splice->source;
        source = splice->source + splice->length + (at - splice->end);
    }
    return source;
}
