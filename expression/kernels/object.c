/*
 * object.c -- from names to oids: relname::regclass, to_regtype(name).
 *
 *     find_object(name, directory, may_miss)
 *
 * A directory is made by who knows the catalog (see ObjectDirectory in expression.h): entries of a
 * key and an oid, each ended by a NUL.  Its first entry says of what kind the objects are and, for
 * relations, which database this is.  Keys are parts of a name with \1 between them, types as they
 * are written; \2 and a name is a schema.  An oid of 0 stands for several objects.
 */
#include "base/utf8.h"
#include "expression/kernels/values.h"

#include <stdlib.h>

enum { PARTS_MAX = 4, NAME_BYTES_MAX = 63 };

typedef struct Entry {
    Str key;
    int64_t oid;
} Entry;

typedef struct Directory {
    DirectoryKind kind;
    Str database;
    Entry *entries; /* by ascending key */
    uint32_t count;
} Directory;

/* --- Directories -------------------------------------------------------------------------------
 */

static int compare_entries(const void *left, const void *right)
{
    return str_compare(((const Entry *)left)->key, ((const Entry *)right)->key);
}

/* Up to the next NUL. */
static Str next_field(const char **at, const char *end)
{
    const char *start = *at, *stop = memchr(start, '\0', (size_t)(end - start));

    stop = stop ? stop : end;
    *at = stop < end ? stop + 1 : end;
    return (Str){ start, (size_t)(stop - start) };
}

static int64_t oid_of_digits(Str digits)
{
    int64_t oid = 0;

    for (size_t at = 0; at < digits.length && oid <= UINT32_MAX; at++)
        oid = oid * 10 + (digits.data[at] - '0');
    return oid;
}

static const Directory *read_directory(Arena *arena, Str text)
{
    Directory *directory = arena_zero(arena, sizeof *directory);
    const char *at = text.data, *end = text.data + text.length;
    uint32_t fields = 0;

    for (size_t byte = 0; byte < text.length; byte++)
        fields += text.data[byte] == '\0';
    directory->entries = ARENA_ARRAY(arena, Entry, (size_t)fields / 2 + 1);
    Str head = next_field(&at, end);
    directory->kind = head.length ? (DirectoryKind)head.data[0] : DIRECTORY_CLASS;
    directory->database = next_field(&at, end);
    while (at < end) {
        Entry *entry = &directory->entries[directory->count++];
        entry->key = next_field(&at, end);
        entry->oid = oid_of_digits(next_field(&at, end));
    }
    qsort(directory->entries, directory->count, sizeof *directory->entries, compare_entries);
    return directory;
}

const void *prepare_find_object(Cx *cx, const Value *const *constants,
                                const Type *types __attribute__((unused)))
{
    if (!constants[1] || constants[1]->is_null)
        return NULL;
    return read_directory(cx->arena, constants[1]->text);
}

static const Entry *find_entry(const Directory *directory, Str key)
{
    Entry wanted = { .key = key };

    return bsearch(&wanted, directory->entries, directory->count, sizeof wanted, compare_entries);
}

/* --- Names ---------------------------------------------------------------------------------------
 */

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t skip_spaces(Str text, size_t at)
{
    while (at < text.length && is_space(text.data[at]))
        at++;
    return at;
}

/* One part from *at on, quoted or in lower case, cut as identifiers are; false: it is none. */
static bool read_part(Arena *arena, Str text, size_t *at, Str *out_part)
{
    StrBuilder part = str_builder(arena);
    bool is_quoted = *at < text.length && text.data[*at] == '"', is_closed = !is_quoted;

    for (*at += is_quoted; *at < text.length; (*at)++) {
        char c = text.data[*at];
        if (is_quoted && c == '"') {
            is_closed = *at + 1 >= text.length || text.data[*at + 1] != '"';
            (*at)++;
            if (is_closed)
                break;
        } else if (!is_quoted && (c == '.' || is_space(c))) {
            break;
        }
        str_add_char(&part, !is_quoted && c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
    *out_part = str_built(&part);
    if (out_part->length > NAME_BYTES_MAX)
        *out_part = str_slice(*out_part, 0, utf8_fit(*out_part, NAME_BYTES_MAX));
    return is_closed && out_part->length;
}

bool name_parts_read(Arena *arena, Str text, Str *out_parts, uint32_t capacity, uint32_t *out_count)
{
    size_t at = skip_spaces(text, 0);

    for (*out_count = 0; *out_count < capacity;) {
        if (!read_part(arena, text, &at, &out_parts[*out_count]))
            return false;
        ++*out_count;
        at = skip_spaces(text, at);
        if (at == text.length)
            return true;
        if (text.data[at] != '.')
            return false;
        at = skip_spaces(text, at + 1);
    }
    return true;
}

static Str joined(Arena *arena, const Str *parts, uint32_t count, char between)
{
    StrBuilder out = str_builder(arena);

    for (uint32_t at = 0; at < count; at++) {
        if (at)
            str_add_char(&out, between);
        str_add(&out, parts[at]);
    }
    return str_built(&out);
}

/* --- One search ----------------------------------------------------------------------------------
 */

typedef struct Search {
    Cx *cx;
    const Directory *directory;
    Str text;
    int position;
    bool may_miss;
    Str parts[PARTS_MAX];
    uint32_t part_count;
} Search;

static bool fail_missing(const Search *s)
{
    Cx *cx = s->cx;
    Str name = joined(cx->arena, s->parts, s->part_count, '.');

    switch (s->directory->kind) {
    case DIRECTORY_CLASS:
        return fail(cx, ERR_UNDEFINED_TABLE, s->position, "relation \"%.*s\" does not exist",
                    STR(name));
    case DIRECTORY_TYPE:
        return fail(cx, ERR_UNDEFINED_OBJECT, s->position, "type \"%.*s\" does not exist",
                    STR(str_trim(s->text)));
    case DIRECTORY_SCHEMA:
        return fail(cx, ERR_INVALID_SCHEMA_NAME, s->position, "schema \"%.*s\" does not exist",
                    STR(name));
    case DIRECTORY_ROLE:
        return fail(cx, ERR_UNDEFINED_OBJECT, s->position, "role \"%.*s\" does not exist",
                    STR(name));
    case DIRECTORY_PROCEDURE:
        return fail(cx, ERR_UNDEFINED_FUNCTION, s->position, "function \"%.*s\" does not exist",
                    STR(s->text));
    case DIRECTORY_OPERATOR:
        return fail(cx, ERR_UNDEFINED_FUNCTION, s->position, "operator does not exist: %.*s",
                    STR(s->text));
    case DIRECTORY_COLLATION:
        return fail(cx, ERR_UNDEFINED_OBJECT, s->position,
                    "collation \"%.*s\" for encoding \"UTF8\" does not exist", STR(name));
    case DIRECTORY_CONFIGURATION:
        return fail(cx, ERR_UNDEFINED_OBJECT, s->position,
                    "text search configuration \"%.*s\" does not exist", STR(name));
    case DIRECTORY_DICTIONARY:
        return fail(cx, ERR_UNDEFINED_OBJECT, s->position,
                    "text search dictionary \"%.*s\" does not exist", STR(name));
    }
    return false;
}

static bool fail_several(const Search *s)
{
    bool is_operator = s->directory->kind == DIRECTORY_OPERATOR;

    return fail(s->cx, ERR_AMBIGUOUS_FUNCTION, s->position,
                is_operator ? "more than one operator named %.*s"
                            : "more than one function named \"%.*s\"",
                STR(s->text));
}

/* At most a schema and a name; relations may name the database before. */
static bool check_parts(Search *s)
{
    bool is_class = s->directory->kind == DIRECTORY_CLASS;
    Str name = joined(s->cx->arena, s->parts, s->part_count, '.');

    if (s->part_count > 3)
        return fail(s->cx, ERR_SYNTAX_ERROR, s->position,
                    "improper %s name (too many dotted names): %.*s",
                    is_class ? "relation" : "qualified", STR(str_trim(s->text)));
    if (s->part_count < 3)
        return true;
    if (!str_equal(s->parts[0], s->directory->database))
        return fail(s->cx, ERR_FEATURE_NOT_SUPPORTED, s->position,
                    is_class ? "cross-database references are not implemented: \"%.*s\""
                             : "cross-database references are not implemented: %.*s",
                    STR(name));
    s->parts[0] = s->parts[1];
    s->parts[1] = s->parts[2];
    s->part_count = 2;
    return true;
}

/* 3F000 where a schema is written that is not there. */
static bool check_schema(const Search *s)
{
    Str key = str_format(s->cx->arena, "\2%.*s", STR(s->parts[0]));

    if (s->part_count < 2 || s->may_miss || find_entry(s->directory, key))
        return true;
    return fail(s->cx, ERR_INVALID_SCHEMA_NAME, s->position, "schema \"%.*s\" does not exist",
                STR(s->parts[0]));
}

/* integer, int4[], pg_catalog.int4, varchar(10): in lower case, without schema and modifiers. */
static Str type_key(Arena *arena, Str text)
{
    Str catalog = STR_LIT("pg_catalog.");
    StrBuilder out = str_builder(arena);
    int depth = 0;
    bool is_quoted = false;

    text = str_trim(text);
    if (str_starts(text, "pg_catalog."))
        text = str_slice(text, catalog.length, text.length);
    for (size_t at = 0; at < text.length; at++) {
        char c = text.data[at];
        is_quoted ^= c == '"';
        if (!is_quoted && c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        depth += c == '(';
        bool is_blank = is_space(c) && (!out.length || is_space(out.data[out.length - 1]));
        if (!depth && !is_blank)
            str_add_char(&out, is_space(c) ? ' ' : c);
        depth -= c == ')';
    }
    return str_trim(str_built(&out));
}

/* The schema in front of a type that is written with one. */
static bool check_type_schema(Search *s, Str key)
{
    for (size_t at = 0; at < key.length && key.data[at] != '"'; at++) {
        if (key.data[at] != '.')
            continue;
        s->parts[0] = str_slice(key, 0, at);
        s->part_count = 2;
        return check_schema(s);
    }
    return true;
}

static bool make_key(Search *s, Str *out_key)
{
    DirectoryKind kind = s->directory->kind;
    bool is_one = kind == DIRECTORY_SCHEMA || kind == DIRECTORY_ROLE;

    if (kind == DIRECTORY_TYPE) {
        *out_key = type_key(s->cx->arena, s->text);
        TRY(check_type_schema(s, *out_key));
        return out_key->length || fail(s->cx, ERR_SYNTAX_ERROR, s->position,
                                       "invalid type name \"%.*s\"", STR(s->text));
    }
    if (!name_parts_read(s->cx->arena, s->text, s->parts, PARTS_MAX, &s->part_count) ||
        (is_one && s->part_count > 1))
        return fail(s->cx, ERR_INVALID_NAME, s->position, "invalid name syntax");
    TRY(check_parts(s));
    TRY(check_schema(s));
    *out_key = joined(s->cx->arena, s->parts, s->part_count, '\1');
    return true;
}

/* A number is an oid whether or not something has it, and - is none; not for to_regclass. */
static bool is_number(Str text)
{
    for (size_t at = 0; at < text.length; at++)
        if (text.data[at] < '0' || text.data[at] > '9')
            return false;
    return text.length > 0;
}

static bool search(Search *s, Value *out_oid)
{
    Str key = STR_NONE;

    if (!s->may_miss && str_is(s->text, "-") && s->directory->kind != DIRECTORY_OPERATOR) {
        *out_oid = (Value){ .integer = 0 };
        return true;
    }
    if (!s->may_miss && is_number(s->text))
        return value_parse(s->cx, type_of(TYPE_OID), s->text, s->position, out_oid);
    TRY(make_key(s, &key));
    const Entry *entry = find_entry(s->directory, key);
    if (entry && entry->oid)
        *out_oid = (Value){ .integer = entry->oid };
    else if (s->may_miss)
        *out_oid = VALUE_NULL;
    else
        return entry ? fail_several(s) : fail_missing(s);
    return true;
}

static bool find_in_row(const KernelCall *call, uint32_t row, Value *out_oid)
{
    Value directory = value_arg(call, 1, row);
    Search s = { .cx = call->cx,
                 .directory =
                     call->state ? call->state : read_directory(call->cx->arena, directory.text),
                 .text = value_arg(call, 0, row).text,
                 .position = call->position,
                 .may_miss = value_arg(call, 2, row).boolean };

    return search(&s, out_oid);
}

bool kernel_find_object(const KernelCall *call, Column *out)
{
    return values_of_rows(call, find_in_row, out);
}
