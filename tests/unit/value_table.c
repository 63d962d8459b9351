/* value_table.c -- see value_table.h. */
#include "tests/unit/value_table.h"

Str error_answer(Cx *cx)
{
    const Error *error = &cx->error;
    StrBuilder answer = str_builder(cx->arena);

    str_addf(&answer, "ERROR %s %s", error_sqlstate(error->code), error->message);
    if (error->detail)
        str_addf(&answer, " DETAIL %s", error->detail);
    if (error->hint)
        str_addf(&answer, " HINT %s", error->hint);
    cx->error = (Error){ 0 };
    return str_built(&answer);
}

Str value_answer(Cx *cx, Type type, const char *text)
{
    Value value;

    if (!value_parse(cx, type, str_of(text), 7, &value)) {
        EXPECT(cx->error.position == 7 || cx->error.position == NO_POSITION);
        return error_answer(cx);
    }
    StrBuilder answer = str_builder(cx->arena);
    value_print(&answer, type, value);
    return str_built(&answer);
}

void expect_parse_rows(Cx *cx, const ParseRow *rows, size_t count)
{
    for (size_t row = 0; row < count; row++) {
        Type type = type_of(rows[row].type);
        type.typmod = rows[row].typmod;
        EXPECT_STR(value_answer(cx, type, rows[row].text), rows[row].answer);
    }
}
