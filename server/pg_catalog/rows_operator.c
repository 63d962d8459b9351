/*
 * rows_operator.c -- pg_operator and pg_cast: what functions.def and expression/cast.c have, with
 * what casts.def says of it.
 *
 * Commutators and negators are found by what operators mean: < is > with its sides changed, and not
 * >= ; only where Hearth has the other one, too.
 */
#include "expression/expression.h"
#include "server/pg_catalog/relation.h"

/* --- pg_operator -------------------------------------------------------------------------------
 */

/* The operator of this name over these types: an oid, 0 where there is none. */
static uint32_t operator_of(const char *name, uint8_t left, uint8_t right)
{
    const FunctionId *ids;
    uint32_t count = functions_named(str_of(name), &ids);

    for (uint32_t at = 0; at < count; at++) {
        const Function *f = function_get(ids[at]);
        if (f->flags & FUNCTION_OPERATOR && !(f->flags & FUNCTION_HIDDEN) && f->arg_count == 2 &&
            f->args[0] == left && f->args[1] == right)
            return f->operator_oid;
    }
    return 0;
}

static const struct {
    const char *name;
    const char *commutator; /* NULL: none, unless functions.def says that it commutes */
    const char *negator;    /* NULL: none */
} meanings[] = {
    { "=", "=", "<>" },       { "<>", "<>", "=" },       { "<", ">", ">=" },
    { "<=", ">=", ">" },      { ">", "<", "<=" },        { ">=", "<=", "<" },
    { "~", NULL, "!~" },      { "!~", NULL, "~" },       { "~*", NULL, "!~*" },
    { "!~*", NULL, "~*" },    { "~~", NULL, "!~~" },     { "!~~", NULL, "~~" },
    { "~~*", NULL, "!~~*" },  { "!~~*", NULL, "~~*" },   { "@>", "<@", NULL },
    { "<@", "@>", NULL },     { "&&", "&&", NULL },      { "+", "+", NULL },
    { "*", "*", NULL },       { "~<~", "~>~", "~>=~" },  { "~<=~", "~>=~", "~>~" },
    { "~>~", "~<~", "~<=~" }, { "~>=~", "~<=~", "~<~" },
};

static void put_relatives(Rows *rows, struct pg_operator_row *row, const Function *f)
{
    bool is_sum = strcmp(f->name, "+") == 0 || strcmp(f->name, "*") == 0;

    if (f->flags & FUNCTION_COMMUTES)
        put_int(rows, &row->oprcom, f->operator_oid);
    for (size_t at = 0; at < COUNT_OF(meanings); at++) {
        if (strcmp(f->name, meanings[at].name) != 0)
            continue;
        if (meanings[at].commutator && !(is_sum && f->args[0] == f->args[1]))
            put_int(rows, &row->oprcom,
                    operator_of(meanings[at].commutator, f->args[1], f->args[0]));
        if (meanings[at].negator)
            put_int(rows, &row->oprnegate,
                    operator_of(meanings[at].negator, f->args[0], f->args[1]));
    }
}

/* Do equal values of these types hash alike in PostgreSQL? */
static bool is_hashable(TypeId left, TypeId right)
{
    bool are_reals = (left == TYPE_FLOAT4 || left == TYPE_FLOAT8) &&
                     (right == TYPE_FLOAT4 || right == TYPE_FLOAT8);

    return left == right || (type_is_integer(left) && type_is_integer(right)) || are_reals ||
           (type_is_string(left) && type_is_string(right));
}

static void operator_row(Rows *rows, FunctionId id)
{
    const Function *f = function_get(id);
    bool is_prefix = f->arg_count == 1, is_equality = strcmp(f->name, "=") == 0;
    struct pg_operator_row *row = rows_next(rows);

    put_int(rows, &row->oid, f->operator_oid);
    put_text(rows, &row->oprname, str_of(f->name));
    put_int(rows, &row->oprnamespace, OID_PG_CATALOG);
    put_int(rows, &row->oprowner, OID_OWNER);
    put_int(rows, &row->oprkind, is_prefix ? 'l' : 'b');
    put_bool(rows, &row->oprcanmerge, is_equality);
    put_bool(rows, &row->oprcanhash, is_equality && is_hashable(f->args[0], f->args[1]));
    put_int(rows, &row->oprleft, is_prefix ? 0 : type_oid(f->args[0]));
    put_int(rows, &row->oprright, type_oid(f->args[is_prefix ? 0 : 1]));
    put_int(rows, &row->oprresult, type_oid(f->result));
    if (!is_prefix)
        put_relatives(rows, row, f);
    put_int(rows, &row->oprcode, f->oid);
    put_procedure(rows, &row->oprrest, NULL);
    put_procedure(rows, &row->oprjoin, NULL);
}

void pg_operator_rows(Rows *rows)
{
    for (FunctionId id = 0; id < function_count(); id++) {
        const Function *f = function_get(id);
        if (f->flags & FUNCTION_OPERATOR && !(f->flags & FUNCTION_HIDDEN) &&
            rows_want(rows, f->operator_oid))
            operator_row(rows, id);
    }
}

/* --- pg_cast -----------------------------------------------------------------------------------
 */

static const CastFact facts[] = {
#define CAST(OID, SOURCE, TARGET, METHOD, FUNCTION, NAME, VOLATILITY)                              \
    { OID, SOURCE, TARGET, METHOD, FUNCTION, NAME, VOLATILITY },
#include "server/pg_catalog/casts.def"
#undef CAST
};

uint32_t cast_fact_count(void)
{
    return COUNT_OF(facts);
}

const CastFact *cast_fact(uint32_t at)
{
    return &facts[at];
}

static CastContext context_of(const CastFact *fact)
{
    TypeId from = type_find_oid(fact->source), to = type_find_oid(fact->target);

    return from == TYPE_NONE || to == TYPE_NONE ? CAST_NONE : cast_context(from, to);
}

bool cast_fact_makes_function(uint32_t at)
{
    /* A cast to the type itself applies a modifier: not a function of one argument. */
    if (!facts[at].function || facts[at].source == facts[at].target ||
        context_of(&facts[at]) == CAST_NONE)
        return false;
    for (uint32_t before = 0; before < at; before++)
        if (facts[before].function == facts[at].function && context_of(&facts[before]) != CAST_NONE)
            return false;
    return true;
}

void pg_cast_rows(Rows *rows)
{
    static const char contexts[] = {
        [CAST_IMPLICIT] = 'i', [CAST_ASSIGNMENT] = 'a', [CAST_EXPLICIT] = 'e'
    };

    for (uint32_t at = 0; at < COUNT_OF(facts); at++) {
        CastContext context = context_of(&facts[at]);
        if (context == CAST_NONE)
            continue;
        struct pg_cast_row *row = rows_next(rows);
        put_int(rows, &row->oid, facts[at].oid);
        put_int(rows, &row->castsource, facts[at].source);
        put_int(rows, &row->casttarget, facts[at].target);
        put_int(rows, &row->castfunc, facts[at].function);
        put_int(rows, &row->castcontext, contexts[context]);
        put_int(rows, &row->castmethod, facts[at].method);
    }
}
