/*
 * numeric_fact.c -- which numeric results are FIXED, and how wide.
 *
 * Digits come from the precision of a typmod where there is one, else from the bits, which is
 * generous: 64 bits may hold 19 digits, but mostly hold fewer.  So a result whose digits exceed
 * 38 only by generosity stays FIXED in 128 bits and raises 22003 where a value really does not
 * fit, while numeric(38,0) * numeric(38,0), which promises such values, is VAR.
 */
#include "base/decimal.h"
#include "expression/numeric_fact.h"

enum {
    GENEROUS_DIGITS_MAX = 57, /* three factors of 19 digits */
    SUMMED_DIGITS = 19,       /* what a sum of as many rows as there can be may have more */
};

typedef struct Digits {
    int whole; /* before the point */
    int scale;
    bool is_declared;
} Digits;

static int digits_of_bits(int bits)
{
    switch (bits) {
    case 16: return 5;
    case 32: return 10;
    case 64: return 19;
    }
    return NUMERIC_FIXED_DIGITS_MAX;
}

static Digits digits_of(Type type)
{
    bool is_declared = type.typmod != TYPMOD_NONE;
    int all =
        is_declared ? numeric_typmod_precision(type.typmod) : digits_of_bits(type.numeric_bits);

    return (Digits){ all - type.numeric_scale, type.numeric_scale, is_declared };
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

/* What + - * % give; is_declared only where both sides are. */
static Digits digits_of_result(FunctionId function, const Type *args)
{
    Digits a = digits_of(args[0]), b = digits_of(args[1]);
    bool is_declared = a.is_declared && b.is_declared;

    switch (function) {
    case FUNCTION_ID(NUMERIC_MUL):
        return (Digits){ a.whole + b.whole, a.scale + b.scale, is_declared };
    case FUNCTION_ID(NUMERIC_ADD):
    case FUNCTION_ID(NUMERIC_SUB):
        return (Digits){ most(a.whole, b.whole) + 1, most(a.scale, b.scale), is_declared };
    }
    return (Digits){ most(a.whole, b.whole), most(a.scale, b.scale), is_declared };
}

static Type var(void)
{
    return type_of(TYPE_NUMERIC);
}

static Type fixed_of_digits(Digits digits)
{
    int all = digits.whole + digits.scale;
    int limit = digits.is_declared ? NUMERIC_FIXED_DIGITS_MAX : GENEROUS_DIGITS_MAX;

    if (digits.scale > NUMERIC_FIXED_SCALE_MAX || all > limit)
        return var();
    all = all > NUMERIC_FIXED_DIGITS_MAX ? NUMERIC_FIXED_DIGITS_MAX : most(all, 1);
    return type_numeric_fixed(TYPMOD_NONE, decimal_bits_of_precision(all), digits.scale);
}

static bool all_fixed(const Type *args, uint32_t arg_count)
{
    for (uint32_t arg = 0; arg < arg_count; arg++)
        if (args[arg].id == TYPE_NUMERIC && args[arg].numeric_form != NUMERIC_FIXED)
            return false;
    return arg_count > 0;
}

static Type rounded(Type type)
{
    Digits digits = digits_of(type);

    return fixed_of_digits((Digits){ most(digits.whole, 0) + 1, 0, false });
}

/* As above: only a declared precision promises values whose sum does not fit. */
static Type sum_type(Type arg)
{
    Digits digits = digits_of(arg);

    if (digits.is_declared &&
        digits.whole + digits.scale + SUMMED_DIGITS > NUMERIC_FIXED_DIGITS_MAX)
        return var();
    return type_numeric_fixed(TYPMOD_NONE, 128, arg.numeric_scale);
}

Type numeric_result_type(FunctionId function, const Type *args, uint32_t arg_count)
{
    if (!all_fixed(args, arg_count))
        return var();
    switch (function) {
    case FUNCTION_ID(NUMERIC_ADD):
    case FUNCTION_ID(NUMERIC_SUB):
    case FUNCTION_ID(NUMERIC_MUL):
    case FUNCTION_ID(NUMERIC_MOD):
    case FUNCTION_ID(NUMERIC_MOD_F): return fixed_of_digits(digits_of_result(function, args));
    case FUNCTION_ID(NUMERIC_NEGATE):
    case FUNCTION_ID(NUMERIC_PLUS):
    case FUNCTION_ID(NUMERIC_ABS):
    case FUNCTION_ID(MAX_NUMERIC):
    case FUNCTION_ID(MIN_NUMERIC):
        return type_numeric_fixed(TYPMOD_NONE, args[0].numeric_bits, args[0].numeric_scale);
    case FUNCTION_ID(NUMERIC_ROUND):
    case FUNCTION_ID(NUMERIC_TRUNC):
    case FUNCTION_ID(NUMERIC_CEIL):
    case FUNCTION_ID(NUMERIC_FLOOR): return rounded(args[0]);
    case FUNCTION_ID(NUMERIC_SIGN): return type_numeric_fixed(TYPMOD_NONE, 16, 0);
    case FUNCTION_ID(SUM_NUMERIC): return sum_type(args[0]);
    case FUNCTION_ID(SUM_INT8):
    case FUNCTION_ID(SUM_INT8_STATE): return type_numeric_fixed(TYPMOD_NONE, 128, 0);
    }
    return var();
}

bool numeric_call_may_overflow(FunctionId function, const Type *args)
{
    if (!all_fixed(args, 2))
        return true;
    Digits digits = digits_of_result(function, args);
    return digits.whole + digits.scale > NUMERIC_FIXED_DIGITS_MAX;
}

int numeric_digits(Type type)
{
    Digits digits = digits_of(type);
    return digits.whole + digits.scale;
}
