/*
 * generic.c -- what the pseudo-types of a function's arguments stand for in one call.
 *
 *     anyelement, anynonarray, anyenum, anyarray     one type, exactly, and its array
 *     anycompatible, anycompatiblearray              the common type of all of them, and its array
 *
 * As PostgreSQL does it: a candidate whose arguments do not fit each other is none; what only
 * literals without a type could tell is an error of the chosen one.
 */
#include "catalyst/analysis/binder.h"

TypeId declared_type(const Function *function, uint32_t arg)
{
    uint32_t last = function->arg_count ? function->arg_count - 1u : 0;

    return function->args[arg < last ? arg : last];
}

bool is_generic(TypeId declared)
{
    return declared == TYPE_ANYELEMENT || declared == TYPE_ANYNONARRAY ||
           declared == TYPE_ANYENUM || declared == TYPE_ANYARRAY ||
           declared == TYPE_ANYCOMPATIBLE || declared == TYPE_ANYCOMPATIBLEARRAY;
}

/* PostgreSQL's select_common_type without an error: NONE where there is none. */
static TypeId common_of(const TypeId *types, uint32_t count)
{
    TypeId common = types[0];

    for (uint32_t at = 1; at < count; at++) {
        TypeId type = types[at];
        if (type == common)
            continue;
        if (type_category(type) != type_category(common))
            return TYPE_NONE;
        if (!type_is_preferred(common) && can_coerce(common, type, CAST_IMPLICIT) &&
            !can_coerce(type, common, CAST_IMPLICIT))
            common = type;
    }
    for (uint32_t at = 0; at < count; at++)
        if (!can_coerce(types[at], common, CAST_IMPLICIT))
            return TYPE_NONE;
    return common;
}

typedef struct Generics {
    TypeId element; /* of the first family; NONE: not known */
    TypeId array;
    bool has_enum; /* anyenum is among them */
    TypeId compatible[CALL_ARGS_MAX];
    uint32_t compatible_count;
    TypeId common; /* of the second family; NONE: not known */
} Generics;

/* Do *known and `type` agree? */
static bool agree(TypeId *known, TypeId type)
{
    if (*known == TYPE_NONE)
        *known = type;
    return *known == type;
}

static bool note_arg(Generics *g, TypeId declared, TypeId type)
{
    bool is_array = type_is_array(type);

    g->has_enum |= declared == TYPE_ANYENUM;
    if (type == TYPE_UNKNOWN || type == TYPE_NONE)
        return true;
    switch (declared) {
    case TYPE_ANYELEMENT: return agree(&g->element, type);
    case TYPE_ANYNONARRAY: return !is_array && agree(&g->element, type);
    case TYPE_ANYENUM: return type_is_enum(type) && agree(&g->element, type);
    case TYPE_ANYARRAY: return is_array && agree(&g->array, type);
    case TYPE_ANYCOMPATIBLE: g->compatible[g->compatible_count++] = type; return true;
    case TYPE_ANYCOMPATIBLEARRAY:
        if (is_array)
            g->compatible[g->compatible_count++] = type_element(type);
        return is_array;
    default: return true; /* nothing generic */
    }
}

static bool find_generics(const Function *function, const TypeId *args, uint32_t count, Generics *g)
{
    *g = (Generics){ 0 };
    for (uint32_t arg = 0; arg < count; arg++)
        if (!note_arg(g, declared_type(function, arg), args[arg]))
            return false;
    if (g->has_enum && g->element == TYPE_NONE) /* literals alone do not say which */
        return false;
    if (g->array != TYPE_NONE && !agree(&g->element, type_element(g->array)))
        return false;
    if (g->compatible_count)
        g->common = common_of(g->compatible, g->compatible_count);
    return !g->compatible_count || g->common != TYPE_NONE;
}

bool generics_fit(const Function *function, const TypeId *args, uint32_t count)
{
    Generics g;

    return find_generics(function, args, count, &g);
}

static bool array_of(Binder *b, TypeId element, TypeId *out_array)
{
    *out_array = type_is_array(element) ? TYPE_NONE : type_array(element);
    if (*out_array != TYPE_NONE)
        return true;
    return fail(b->cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                "could not find array type for data type %s", type_name(b->cx, element));
}

/* What `declared` stands for; itself where it is not generic. */
static bool resolve(Binder *b, const Generics *g, TypeId declared, TypeId *out_type)
{
    *out_type = declared;
    switch (declared) {
    case TYPE_ANYELEMENT:
    case TYPE_ANYNONARRAY:
    case TYPE_ANYENUM: *out_type = g->element; break;
    case TYPE_ANYCOMPATIBLE: *out_type = g->common; break;
    case TYPE_ANYARRAY:
        if (g->element != TYPE_NONE)
            return array_of(b, g->element, out_type);
        *out_type = TYPE_NONE;
        break;
    case TYPE_ANYCOMPATIBLEARRAY: return array_of(b, g->common, out_type);
    default: return true;
    }
    if (*out_type != TYPE_NONE)
        return true;
    return fail(b->cx, ERR_DATATYPE_MISMATCH, NO_POSITION,
                "could not determine polymorphic type because input has type %s",
                type_name(b->cx, TYPE_UNKNOWN));
}

bool resolve_generics(Binder *b, const Function *function, Exprs args, TypeId *out_declared,
                      TypeId *out_result)
{
    TypeId types[CALL_ARGS_MAX];
    Generics g;

    for (uint32_t at = 0; at < args.count; at++)
        types[at] = args.items[at]->type.id;
    if (!find_generics(function, types, args.count, &g))
        return fail(b->cx, ERR_DATATYPE_MISMATCH, NO_POSITION,
                    "arguments of function %s do not fit each other", function->name);
    if (g.common == TYPE_NONE) /* literals only: they are texts */
        g.common = TYPE_TEXT;
    for (uint32_t at = 0; at < args.count; at++)
        TRY(resolve(b, &g, declared_type(function, at), &out_declared[at]));
    return resolve(b, &g, (TypeId)function->result, out_result);
}
