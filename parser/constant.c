/* constant.c -- literals.  A string has no type yet: TYPE_UNKNOWN, as in PostgreSQL. */
#include "parser/build.h"

#include <errno.h>
#include <stdlib.h>

const Expr *make_int(const Builder *b, int location, int32_t value)
{
    return NEW_EXPR(b->cx, type_of(TYPE_INT4), position_at(b, location), Const,
                    .value = { .integer = value });
}

const Expr *make_unknown(const Builder *b, int location, Str text)
{
    return NEW_EXPR(b->cx, type_of(TYPE_UNKNOWN), position_at(b, location), Const,
                    .value = { .text = str_copy(b->cx->arena, text) });
}

/* A number too large for int4, or with a point or an exponent. */
static const Expr *make_number(const Builder *b, int location, const char *digits)
{
    char *end;
    Value value;

    errno = 0;
    long long integer = strtoll(digits, &end, 10);
    if (errno == 0 && !*end && end != digits) /* -2147483648 comes this way, and is an int4 */
        return NEW_EXPR(b->cx, type_of(integer == (int32_t)integer ? TYPE_INT4 : TYPE_INT8),
                        position_at(b, location), Const, .value = { .integer = integer });

    Type type = type_of(TYPE_NUMERIC);
    TRY(value_parse(b->cx, type, str_of(digits), location, &value));
    return NEW_EXPR(b->cx, type, position_at(b, location), Const,
                    .value = value_copy(b->cx->arena, type, value));
}

const Expr *build_constant(const Builder *b, const PgQuery__AConst *constant)
{
    int location = constant->location;

    if (constant->isnull)
        return NEW_EXPR(b->cx, type_of(TYPE_UNKNOWN), position_at(b, location), Const,
                        .value = VALUE_NULL);
    switch (constant->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL: return make_int(b, location, constant->ival->ival);
    case PG_QUERY__A__CONST__VAL_FVAL: return make_number(b, location, constant->fval->fval);
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
        return NEW_EXPR(b->cx, type_of(TYPE_BOOL), position_at(b, location), Const,
                        .value = { .boolean = constant->boolval->boolval });
    case PG_QUERY__A__CONST__VAL_SVAL:
        return make_unknown(b, location, str_of(constant->sval->sval));
    case PG_QUERY__A__CONST__VAL_BSVAL: return fail_unsupported(b, location, "bit string literal");
    default: break;
    }
    return fail_unsupported(b, location, "this constant");
}
