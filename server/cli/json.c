/*
 * json.c -- values as JSON, by their PostgreSQL types.
 *
 * The server sends text; the type decides whether it is a number, true or false, an array, or JSON
 * already.  Everything else is a string, and so is a number JSON has no word for.
 */
#include "server/cli/format_private.h"

#include <string.h>

typedef struct TypeShown {
    uint32_t oid, array_oid; /* array_oid 0: as PostgreSQL has none, or it does not matter */
    JsonKind json;
    bool is_right;
} TypeShown;

// clang-format off
static const TypeShown types_shown[] = {
    {   16, 1000, JSON_BOOLEAN, false },   /* bool */
    {   20, 1016, JSON_NUMBER,  true  },   /* int8 */
    {   21, 1005, JSON_NUMBER,  true  },   /* int2 */
    {   23, 1007, JSON_NUMBER,  true  },   /* int4 */
    {   26, 1028, JSON_NUMBER,  true  },   /* oid */
    {   28, 1011, JSON_NUMBER,  true  },   /* xid */
    {   29, 1012, JSON_NUMBER,  true  },   /* cid */
    {  700, 1021, JSON_NUMBER,  true  },   /* float4 */
    {  701, 1022, JSON_NUMBER,  true  },   /* float8 */
    {  790,  791, JSON_STRING,  true  },   /* money */
    { 1700, 1231, JSON_NUMBER,  true  },   /* numeric */
    { 5069,  271, JSON_NUMBER,  true  },   /* xid8 */
    {  114,  199, JSON_ITSELF,  false },   /* json */
    { 3802, 3807, JSON_ITSELF,  false },   /* jsonb */
    {   25, 1009, JSON_STRING,  false },   /* text */
    { 1043, 1015, JSON_STRING,  false },   /* varchar */
    { 1042, 1014, JSON_STRING,  false },   /* bpchar */
    {   19, 1003, JSON_STRING,  false },   /* name */
    { 1082, 1182, JSON_STRING,  false },   /* date */
    { 1083, 1183, JSON_STRING,  false },   /* time */
    { 1114, 1115, JSON_STRING,  false },   /* timestamp */
    { 1184, 1185, JSON_STRING,  false },   /* timestamptz */
    { 1186, 1187, JSON_STRING,  false },   /* interval */
    { 2950, 2951, JSON_STRING,  false },   /* uuid */
    {   17, 1001, JSON_STRING,  false },   /* bytea */
};
// clang-format on

void column_describe(FormatColumn *column, uint32_t type_oid)
{
    for (size_t at = 0; at < COUNT_OF(types_shown); at++) {
        const TypeShown *shown = &types_shown[at];
        if (shown->oid != type_oid && shown->array_oid != type_oid)
            continue;
        column->json = shown->json;
        column->is_array = shown->array_oid == type_oid;
        column->is_right = shown->is_right && !column->is_array;
        return;
    }
}

void json_add_string(StrBuilder *out, Str text)
{
    static const char named[] = "\b\f\n\r\t\"\\", names[] = "bfnrt\"\\";

    str_add_char(out, '"');
    for (size_t at = 0; at < text.length; at++) {
        unsigned char c = (unsigned char)text.data[at];
        const char *name = c ? strchr(named, c) : NULL;
        if (name)
            str_addf(out, "\\%c", names[name - named]);
        else if (c < ' ' || c == 0x7f)
            str_addf(out, "\\u%04x", c);
        else
            str_add_char(out, (char)c);
    }
    str_add_char(out, '"');
}

/* A value that is JSON keeps its text; line ends in it can only stand between its words. */
static void add_itself(StrBuilder *out, Str value)
{
    for (size_t at = 0; at < value.length; at++) {
        char c = value.data[at];
        str_add_char(out, c == '\n' || c == '\r' ? ' ' : c);
    }
}

/* Not NaN, Infinity, -Infinity. */
static bool is_number(Str value)
{
    size_t digit = value.length && value.data[0] == '-';

    return digit < value.length && value.data[digit] >= '0' && value.data[digit] <= '9';
}

static void add_scalar(StrBuilder *out, JsonKind kind, Str value)
{
    if (kind == JSON_NUMBER && is_number(value))
        str_add(out, value);
    else if (kind == JSON_BOOLEAN)
        str_add_c(out, str_starts(value, "t") ? "true" : "false");
    else if (kind == JSON_ITSELF)
        add_itself(out, value);
    else
        json_add_string(out, value);
}

/* --- Arrays ----------------------------------------------------------------------------------- */

typedef struct ArrayText {
    StrBuilder *out;
    Arena *scratch;
    JsonKind kind; /* of the elements */
    Str text;      /* {1,2,NULL} or {"a b",c}, nested for each dimension */
} ArrayText;

/* "..." from behind its first quote, without backslashes; returns the offset behind the last. */
static size_t add_quoted(const ArrayText *array, size_t at)
{
    SCRATCH(array->scratch);
    StrBuilder element = str_builder(array->scratch);
    Str text = array->text;

    while (at < text.length && text.data[at] != '"') {
        if (text.data[at] == '\\' && at + 1 < text.length)
            at++;
        str_add_char(&element, text.data[at++]);
    }
    add_scalar(array->out, array->kind, str_built(&element));
    return at + 1;
}

static size_t add_unquoted(const ArrayText *array, size_t at)
{
    Str text = array->text;
    size_t end = at;

    while (end < text.length && !strchr(",{}", text.data[end]))
        end++;
    Str element = str_slice(text, at, end);
    if (str_is(element, "NULL"))
        str_add_c(array->out, "null");
    else
        add_scalar(array->out, array->kind, element);
    return end;
}

static void add_array(const ArrayText *array)
{
    Str text = array->text;

    for (size_t at = 0; at < text.length;) {
        switch (text.data[at]) {
        case '{':
            str_add_char(array->out, '[');
            at++;
            break;
        case '}':
            str_add_char(array->out, ']');
            at++;
            break;
        case ',':
            str_add_char(array->out, ',');
            at++;
            break;
        case '"': at = add_quoted(array, at + 1); break;
        default: at = add_unquoted(array, at);
        }
    }
}

/* Where indexes do not begin with 1, the text begins with them: [0:1]={1,2} */
static Str without_bounds(Str text)
{
    const char *equals =
        text.length && text.data[0] == '[' ? memchr(text.data, '=', text.length) : NULL;

    return equals ? str_slice(text, (size_t)(equals - text.data) + 1, text.length) : text;
}

void json_add_value(StrBuilder *out, Arena *scratch, const FormatColumn *column, Str value)
{
    if (!value.data) {
        str_add_c(out, "null");
    } else if (column->is_array) {
        ArrayText array = { out, scratch, column->json, without_bounds(value) };
        add_array(&array);
    } else {
        add_scalar(out, column->json, value);
    }
}
