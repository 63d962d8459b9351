/*
 * procedure.c -- functions and operators by name and by signature: regproc, regprocedure, regoper,
 * regoperator.
 */
#include "server/pg_catalog/name.h"
#include "server/pg_catalog/object.h"
#include "server/pg_catalog/relation.h"

#include <pthread.h>
#include <stdlib.h>

static const struct {
    uint32_t oid;
    const char *name;
} support[] = {
#define SUPPORT(OID, NAME) { OID, NAME },
#include "server/pg_catalog/support.def"
#undef SUPPORT
};

/* --- All of them ---------------------------------------------------------------------------------
 */

static Procedure procedure_of(const Function *function, const char *name, uint32_t oid)
{
    Procedure procedure = { .oid = oid, .name = name, .arg_count = function->arg_count };

    for (uint32_t at = 0; at < function->arg_count; at++)
        procedure.args[at] = function_argument_oid(function, at);
    return procedure;
}

void each_procedure(ProcedureFn fn, void *context)
{
    for (FunctionId id = 0; id < function_count(); id++) {
        Procedure procedure =
            procedure_of(function_get(id), function_proname(id), function_get(id)->oid);
        if (!function_is_listed(id))
            continue;
        if (!fn(&procedure, context))
            return;
    }
    for (uint32_t at = 0; at < cast_fact_count(); at++) {
        const CastFact *cast = cast_fact(at);
        Procedure procedure = { cast->function, cast->function_name, { cast->source }, 1 };
        if (cast_fact_makes_function(at) && !fn(&procedure, context))
            return;
    }
    for (size_t at = 0; at < COUNT_OF(support); at++) {
        Procedure procedure = { .oid = support[at].oid, .name = support[at].name };
        if (!fn(&procedure, context))
            return;
    }
}

void each_operator(ProcedureFn fn, void *context)
{
    for (FunctionId id = 0; id < function_count(); id++) {
        const Function *function = function_get(id);
        Procedure procedure = procedure_of(function, function->name, function->operator_oid);
        bool is_operator =
            function->flags & FUNCTION_OPERATOR && !(function->flags & FUNCTION_HIDDEN);
        if (is_operator && !fn(&procedure, context))
            return;
    }
}

/* --- Names that several have ---------------------------------------------------------------------
 */

/* Functions never change: their names are sorted once. */
typedef struct NameList {
    const char **names;
    uint32_t count, capacity;
} NameList;

static NameList lists[2]; /* of functions, of operators */

static bool add_name(const Procedure *procedure, void *context)
{
    NameList *list = context;

    if (list->names)
        list->names[list->count] = procedure->name;
    list->count++;
    return true;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void sort_names(void)
{
    for (int is_operator = 0; is_operator < 2; is_operator++) {
        NameList *list = &lists[is_operator];
        void (*each)(ProcedureFn fn, void *context) = is_operator ? each_operator : each_procedure;
        each(add_name, list);
        list->names = calloc(list->count, sizeof *list->names);
        list->count = 0;
        if (!list->names)
            abort();
        each(add_name, list);
        qsort(list->names, list->count, sizeof *list->names, compare_names);
    }
}

bool procedure_is_alone(const Procedure *procedure, bool is_operator)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, sort_names);
    const NameList *list = &lists[is_operator];
    const char **found =
        bsearch(&procedure->name, list->names, list->count, sizeof *list->names, compare_names);
    size_t at = found ? (size_t)(found - list->names) : 0;
    bool has_before = found && at > 0 && strcmp(list->names[at - 1], procedure->name) == 0;
    bool has_after =
        found && at + 1 < list->count && strcmp(list->names[at + 1], procedure->name) == 0;
    return !has_before && !has_after;
}

/* --- One name ------------------------------------------------------------------------------------
 */

uint32_t procedure_oid(Str name)
{
    const FunctionId *ids;

    for (size_t at = 0; at < COUNT_OF(support); at++)
        if (str_is(name, support[at].name))
            return support[at].oid;
    return functions_named(name, &ids) == 1 ? function_get(ids[0])->oid : 0;
}

/* --- Signatures ----------------------------------------------------------------------------------
 */

TypeId builtin_type(uint32_t oid)
{
    TypeId id = type_find_oid(oid);

    return (int)id < TYPE_CREATED_FIRST ? id : TYPE_NONE;
}

static Str type_text(Arena *arena, uint32_t oid)
{
    TypeId id = builtin_type(oid);

    if (id != TYPE_NONE)
        return str_of(type_sql_name(id));
    return oid == OID_ANY ? STR_LIT("\"any\"") : str_format(arena, "%u", oid);
}

Str signature_text(Arena *arena, const Procedure *procedure, TypeId type)
{
    bool is_operator = type == TYPE_REGOPERATOR;
    StrBuilder out = str_builder(arena);

    str_add(&out,
            is_operator ? str_of(procedure->name) : quoted_name(arena, str_of(procedure->name)));
    str_add_char(&out, '(');
    if (is_operator && procedure->arg_count == 1)
        str_add(&out, STR_LIT("NONE,"));
    for (uint32_t at = 0; at < procedure->arg_count; at++) {
        if (at)
            str_add_char(&out, ',');
        str_add(&out, type_text(arena, procedure->args[at]));
    }
    str_add_char(&out, ')');
    return str_built(&out);
}

enum { SIGNATURE_ARGS_MAX = 100 };

/* A signature being read. */
typedef struct Signature {
    const PgCatalog *catalog;
    const SystemName *wanted;
    Str name;
    uint32_t args[SIGNATURE_ARGS_MAX];
    uint32_t count;
    bool is_operator;
    uint32_t found; /* oid */
} Signature;

static bool is_same(const Procedure *procedure, void *context)
{
    Signature *signature = context;
    bool is_prefix = signature->is_operator && procedure->arg_count == 1;
    uint32_t skipped = is_prefix ? 1 : 0; /* NONE, whose oid is 0 */

    if (!str_is(signature->name, procedure->name) ||
        procedure->arg_count + skipped != signature->count || (is_prefix && signature->args[0]))
        return true;
    for (uint32_t at = 0; at < procedure->arg_count; at++)
        if (procedure->args[at] != signature->args[at + skipped])
            return true;
    signature->found = procedure->oid;
    return false;
}

static bool read_argument(Cx *cx, Signature *signature, Str type, bool *out_is_known)
{
    bool is_none = signature->is_operator && str_is(str_lower(cx->arena, type), "none");
    uint32_t oid = is_none ? 0 : type_oid_find(cx, signature->catalog, type);
    int position = signature->wanted->position;

    if (!is_none && !oid && str_is(type, "\"any\""))
        oid = OID_ANY;
    *out_is_known = is_none || oid;
    if (!*out_is_known)
        return signature->wanted->may_miss ||
               fail(cx, ERR_UNDEFINED_OBJECT, position, "type \"%.*s\" does not exist", STR(type));
    if (signature->count == SIGNATURE_ARGS_MAX)
        return fail(cx, ERR_TOO_MANY_ARGUMENTS, position, "too many arguments");
    signature->args[signature->count++] = oid;
    return true;
}

/* Types between the parentheses, at commas that are in no parentheses of their own. */
static bool read_arguments(Cx *cx, Signature *signature, Str list, bool *out_are_known)
{
    size_t start = 0;
    int depth = 0;

    *out_are_known = true;
    for (size_t at = 0; at <= list.length; at++) {
        char c = at < list.length ? list.data[at] : ',';
        depth += (c == '(') - (c == ')');
        if (c != ',' || depth)
            continue;
        Str type = str_trim(str_slice(list, start, at));
        start = at + 1;
        if (!type.length && !signature->count && at == list.length)
            return true;
        if (!type.length)
            return fail(cx, ERR_INVALID_TEXT_REPRESENTATION, signature->wanted->position,
                        "expected a type name");
        TRY(read_argument(cx, signature, type, out_are_known));
        if (!*out_are_known)
            return true;
    }
    return true;
}

static bool check_operator(Cx *cx, const Signature *signature)
{
    int position = signature->wanted->position;

    if (!signature->is_operator || signature->count == 2)
        return true;
    if (signature->count < 2) {
        fail(cx, ERR_UNDEFINED_PARAMETER, position, "missing argument");
        return fail_hint(cx, "Use NONE to denote the missing argument of a unary operator.");
    }
    fail(cx, ERR_TOO_MANY_ARGUMENTS, position, "too many arguments");
    return fail_hint(cx, "Provide two argument types for operator.");
}

static bool fail_missing(Cx *cx, const Signature *signature)
{
    return fail(cx, ERR_UNDEFINED_FUNCTION, signature->wanted->position,
                signature->is_operator ? "operator does not exist: %.*s"
                                       : "function \"%.*s\" does not exist",
                STR(signature->wanted->text));
}

/* The name before the parenthesis, without pg_catalog. */
static bool read_name(Cx *cx, Str text, Signature *signature)
{
    Str parts[3];
    uint32_t count;

    if (!name_parts_read(cx->arena, text, parts, COUNT_OF(parts), &count))
        return fail(cx, ERR_INVALID_NAME, signature->wanted->position, "invalid name syntax");
    signature->name = parts[count - 1];
    return true;
}

bool signature_find(Cx *cx, const PgCatalog *catalog, const SystemName *wanted, int64_t *out_oid)
{
    Signature signature = { .catalog = catalog,
                            .wanted = wanted,
                            .is_operator = wanted->type == TYPE_REGOPERATOR };
    Str text = wanted->text;
    size_t open = 0;
    bool are_known;

    while (open < text.length && text.data[open] != '(')
        open++;
    if (open == text.length)
        return fail(cx, ERR_INVALID_TEXT_REPRESENTATION, wanted->position,
                    "expected a left parenthesis");
    Str rest = str_trim(str_slice(text, open + 1, text.length));
    if (!rest.length || rest.data[rest.length - 1] != ')')
        return fail(cx, ERR_INVALID_TEXT_REPRESENTATION, wanted->position,
                    "expected a right parenthesis");
    TRY(read_name(cx, str_slice(text, 0, open), &signature));
    TRY(read_arguments(cx, &signature, str_slice(rest, 0, rest.length - 1), &are_known));
    TRY(!are_known || check_operator(cx, &signature));
    if (are_known)
        (signature.is_operator ? each_operator : each_procedure)(is_same, &signature);
    *out_oid = signature.found;
    return signature.found || wanted->may_miss || fail_missing(cx, &signature);
}
