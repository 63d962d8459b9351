/*
 * enum.c -- the labels of an enum: what only its type says, whatever the argument is.
 */
#include "expression/kernels/values.h"

/* The enum that the first argument is of. */
static const EnumType *enum_arg(const KernelCall *call)
{
    TypeId id = (TypeId)call->arg_types[0].id;
    const EnumType *type = enum_find(&cx_values(call->cx)->enums, id);

    if (!type)
        return fail(call->cx, ERR_INTERNAL_ERROR, call->position, "enum %u is not known", id);
    return type;
}

static const EnumType *enum_with_labels(const KernelCall *call)
{
    const EnumType *type = TRY(enum_arg(call));

    if (!type->label_count)
        return fail(call->cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, call->position,
                    "enum %s contains no values", type->name);
    return type;
}

static bool first_of(const KernelCall *call, uint32_t row, Value *out_value)
{
    (void)row;
    const EnumType *type = TRY(enum_with_labels(call));
    *out_value = (Value){ .integer = type->labels[0].place };
    return true;
}

static bool last_of(const KernelCall *call, uint32_t row, Value *out_value)
{
    (void)row;
    const EnumType *type = TRY(enum_with_labels(call));
    *out_value = (Value){ .integer = type->labels[type->label_count - 1].place };
    return true;
}

/* From the first argument to the second, where there are two; null is the end on that side. */
static bool range_of(const KernelCall *call, uint32_t row, Value *out_value)
{
    const EnumType *type = TRY(enum_arg(call));
    Value *items = ARENA_ARRAY(call->cx->arena, Value, type->label_count + 1);
    Value from = VALUE_NULL, to = VALUE_NULL;
    uint32_t count = 0;

    if (call->arg_count == 2) {
        from = value_arg(call, 0, row);
        to = value_arg(call, 1, row);
    }
    for (uint32_t at = 0; at < type->label_count; at++) {
        int64_t place = type->labels[at].place;
        if ((from.is_null || place >= from.integer) && (to.is_null || place <= to.integer))
            items[count++] = (Value){ .integer = place };
    }
    ArrayHeader shape = array_list(1, count);
    *out_value = (Value){ .text = array_make(call->cx->arena, type->id, &shape, items) };
    return true;
}

bool kernel_enum_first(const KernelCall *call, Column *out)
{
    return values_of_rows(call, first_of, out);
}

bool kernel_enum_last(const KernelCall *call, Column *out)
{
    return values_of_rows(call, last_of, out);
}

bool kernel_enum_range(const KernelCall *call, Column *out)
{
    return values_of_rows(call, range_of, out);
}
