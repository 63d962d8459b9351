/*
 * numeric_fact.c -- which numeric results are FIXED, and how wide.
 *
 * FIXED is a promise: no value has more than 38 digits, so arithmetic on it cannot leave 128 bits.
 * Digits come from a typmod, from the value of a constant, from what was found for the operands,
 * else from the bits.  Where the promise cannot be given a result is VAR, as PostgreSQL's values
 * all are.
 *
 * One exception: a product that is summed (numeric_term_type) may stay FIXED though values of as
 * many digits as its operands may have would not fit.  price * (1 - discount) * (1 + tax) of three
 * numeric(15,2) is one: what it costs to be sure, every sum of a large table would pay.  Where such
 * a value really comes the sum is computed again from VAR terms: see aggregate.c of the workers.
 */
#include "base/decimal.h"
#include "expression/numeric_fact.h"

enum {
    TERM_DIGITS_MAX = 57, /* three factors of 19 digits */
    SUMMED_DIGITS = 13,   /* a sum of 10^13 rows has so many more; none lives to see as many */
};

typedef struct Digits {
    int whole; /* before the point */
    int scale;
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

int numeric_digits(Type type)
{
    if (type.typmod != TYPMOD_NONE)
        return numeric_typmod_precision(type.typmod);
    return type.numeric_digits ? type.numeric_digits : digits_of_bits(type.numeric_bits);
}

static Digits digits_of(Type type)
{
    return (Digits){ numeric_digits(type) - type.numeric_scale, type.numeric_scale };
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

/* What + - * % give. */
static Digits digits_of_result(FunctionId function, const Type *args)
{
    Digits a = digits_of(args[0]), b = digits_of(args[1]);

    switch (function) {
    case FUNCTION_ID(NUMERIC_MUL): return (Digits){ a.whole + b.whole, a.scale + b.scale };
    case FUNCTION_ID(NUMERIC_ADD):
    case FUNCTION_ID(NUMERIC_SUB):
        return (Digits){ most(a.whole, b.whole) + 1, most(a.scale, b.scale) };
    }
    return (Digits){ most(a.whole, b.whole), most(a.scale, b.scale) };
}

static Type var(void)
{
    return type_of(TYPE_NUMERIC);
}

static Type fixed_of_digits(Digits digits, int limit)
{
    int all = most(digits.whole + digits.scale, 1);

    if (digits.scale > NUMERIC_FIXED_SCALE_MAX || all > limit)
        return var();
    all = all > NUMERIC_FIXED_DIGITS_MAX ? NUMERIC_FIXED_DIGITS_MAX : all;
    Type type = type_numeric_fixed(TYPMOD_NONE, decimal_bits_of_precision(all), digits.scale);
    type.numeric_digits = (uint8_t)all;
    return type;
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

    return fixed_of_digits((Digits){ most(digits.whole, 0) + 1, 0 }, NUMERIC_FIXED_DIGITS_MAX);
}

/* The same values, at most negated. */
static Type same_digits(Type type)
{
    int digits = numeric_digits(type);

    type.typmod = TYPMOD_NONE;
    type.numeric_digits = (uint8_t)digits;
    return type;
}

static Type sum_type(Type arg)
{
    Digits digits = digits_of(arg);

    digits.whole += SUMMED_DIGITS;
    Type type = fixed_of_digits(digits, NUMERIC_FIXED_DIGITS_MAX);
    if (type.numeric_form == NUMERIC_FIXED)
        type.numeric_bits = 128;
    return type;
}

static Type result_type(FunctionId function, const Type *args, uint32_t arg_count, int limit)
{
    if (!all_fixed(args, arg_count))
        return var();
    switch (function) {
    case FUNCTION_ID(NUMERIC_ADD):
    case FUNCTION_ID(NUMERIC_SUB):
    case FUNCTION_ID(NUMERIC_MUL): return fixed_of_digits(digits_of_result(function, args), limit);
    case FUNCTION_ID(NUMERIC_MOD):
    case FUNCTION_ID(NUMERIC_MOD_F):
        return fixed_of_digits(digits_of_result(function, args), NUMERIC_FIXED_DIGITS_MAX);
    case FUNCTION_ID(NUMERIC_NEGATE):
    case FUNCTION_ID(NUMERIC_PLUS):
    case FUNCTION_ID(NUMERIC_ABS):
    case FUNCTION_ID(NUMERIC_ABS_O):
    case FUNCTION_ID(MAX_NUMERIC):
    case FUNCTION_ID(MIN_NUMERIC): return same_digits(args[0]);
    case FUNCTION_ID(NUMERIC_ROUND):
    case FUNCTION_ID(NUMERIC_TRUNC):
    case FUNCTION_ID(NUMERIC_CEIL):
    case FUNCTION_ID(NUMERIC_CEILING):
    case FUNCTION_ID(NUMERIC_FLOOR): return rounded(args[0]);
    case FUNCTION_ID(NUMERIC_SIGN): return type_numeric_fixed(TYPMOD_NONE, 16, 0);
    case FUNCTION_ID(SUM_NUMERIC): return sum_type(args[0]);
    case FUNCTION_ID(SUM_INT8):
    case FUNCTION_ID(SUM_INT8_STATE): return sum_type(type_numeric_fixed(TYPMOD_NONE, 64, 0));
    }
    return var();
}

Type numeric_result_type(FunctionId function, const Type *args, uint32_t arg_count)
{
    return result_type(function, args, arg_count, NUMERIC_FIXED_DIGITS_MAX);
}

Type numeric_term_type(FunctionId function, const Type *args, uint32_t arg_count)
{
    return result_type(function, args, arg_count, TERM_DIGITS_MAX);
}

bool numeric_call_may_overflow(FunctionId function, const Type *args)
{
    if (!all_fixed(args, 2))
        return true;
    Digits digits = digits_of_result(function, args);
    return digits.whole + digits.scale > NUMERIC_FIXED_DIGITS_MAX;
}
