/*
 * math_degrees.c -- trigonometry in degrees.
 *
 * sind(30) must be exactly 0.5 and tand(45) exactly 1.  So angles are brought into the first
 * quadrant, where each function is computed from sine or cosine near a place at which it is small,
 * and scaled by what the C library says at an angle whose result is known.
 */
#include "expression/kernels/math.h"

#include <math.h>

/* What the library gives where 1/2, 1/2 and 1 are right.  The arguments are volatile lest the
 * compiler, which rounds otherwise, computes them. */
typedef struct Known {
    double sin_30, one_minus_cos_60, asin_half, acos_half, atan_one;
} Known;

static Known known_values(void)
{
    volatile double thirty = 30, sixty = 60, half = 0.5, one = 1;

    return (Known){ .sin_30 = sin(thirty * RADIANS_PER_DEGREE),
                    .one_minus_cos_60 = 1.0 - cos(sixty * RADIANS_PER_DEGREE),
                    .asin_half = asin(half),
                    .acos_half = acos(half),
                    .atan_one = atan(one) };
}

/* --- In the first quadrant ---------------------------------------------------------------------
 */

static double small_sine(const Known *known, double x) /* up to 30 degrees */
{
    volatile double sine = sin(x * RADIANS_PER_DEGREE);

    return (sine / known->sin_30) / 2.0;
}

static double large_cosine(const Known *known, double x) /* up to 60 degrees */
{
    volatile double rest = 1.0 - cos(x * RADIANS_PER_DEGREE);

    return 1.0 - (rest / known->one_minus_cos_60) / 2.0;
}

static double sine(const Known *known, double x)
{
    return x <= 30 ? small_sine(known, x) : large_cosine(known, 90.0 - x);
}

static double cosine(const Known *known, double x)
{
    return x <= 60 ? large_cosine(known, x) : small_sine(known, 90.0 - x);
}

static double arc_sine(const Known *known, double x)
{
    volatile double asin_x = asin(x), acos_x = acos(x);

    return x <= 0.5 ? (asin_x / known->asin_half) * 30.0
                    : 90.0 - (acos_x / known->acos_half) * 60.0;
}

static double arc_cosine(const Known *known, double x)
{
    volatile double asin_x = asin(x), acos_x = acos(x);

    return x <= 0.5 ? 90.0 - (asin_x / known->asin_half) * 30.0
                    : (acos_x / known->acos_half) * 60.0;
}

/* --- Anywhere ----------------------------------------------------------------------------------
 */

/* An angle in the first quadrant, and what leading it there did to the signs. */
typedef struct Angle {
    double degrees;
    int sine_sign, cosine_sign;
} Angle;

static Angle first_quadrant(double x)
{
    Angle angle = { fmod(x, 360.0), 1, 1 };

    if (angle.degrees < 0) {
        angle.degrees = -angle.degrees;
        angle.sine_sign = -1;
    }
    if (angle.degrees > 180) {
        angle.degrees = 360.0 - angle.degrees;
        angle.sine_sign = -angle.sine_sign;
    }
    if (angle.degrees > 90) {
        angle.degrees = 180.0 - angle.degrees;
        angle.cosine_sign = -1;
    }
    return angle;
}

static bool sind_of(const KernelCall *call, double x, double *out_value)
{
    Known known = known_values();
    Angle angle = first_quadrant(x);

    if (isinf(x))
        return fail_input_range(call);
    *out_value = isnan(x) ? x : angle.sine_sign * sine(&known, angle.degrees);
    return true;
}

static bool cosd_of(const KernelCall *call, double x, double *out_value)
{
    Known known = known_values();
    Angle angle = first_quadrant(x);

    if (isinf(x))
        return fail_input_range(call);
    *out_value = isnan(x) ? x : angle.cosine_sign * cosine(&known, angle.degrees);
    return true;
}

static bool tand_of(const KernelCall *call, double x, double *out_value)
{
    Known known = known_values();
    Angle angle = first_quadrant(x);
    int sign = angle.sine_sign * angle.cosine_sign;

    if (isinf(x))
        return fail_input_range(call);
    double tan_45 = sine(&known, 45) / cosine(&known, 45);
    double tangent = sine(&known, angle.degrees) / cosine(&known, angle.degrees);
    *out_value = isnan(x) ? x : sign * (tangent / tan_45);
    if (*out_value == 0)
        *out_value = 0; /* no minus zero */
    return true;
}

static bool cotd_of(const KernelCall *call, double x, double *out_value)
{
    Known known = known_values();
    Angle angle = first_quadrant(x);
    int sign = angle.sine_sign * angle.cosine_sign;

    if (isinf(x))
        return fail_input_range(call);
    double cot_45 = cosine(&known, 45) / sine(&known, 45);
    double cotangent = cosine(&known, angle.degrees) / sine(&known, angle.degrees);
    *out_value = isnan(x) ? x : sign * (cotangent / cot_45);
    if (*out_value == 0)
        *out_value = 0;
    return true;
}

static bool asind_of(const KernelCall *call, double x, double *out_value)
{
    Known known = known_values();

    if (x < -1 || x > 1)
        return fail_input_range(call);
    *out_value = isnan(x) ? x : x >= 0 ? arc_sine(&known, x) : -arc_sine(&known, -x);
    return true;
}

static bool acosd_of(const KernelCall *call, double x, double *out_value)
{
    Known known = known_values();

    if (x < -1 || x > 1)
        return fail_input_range(call);
    *out_value = isnan(x) ? x : x >= 0 ? arc_cosine(&known, x) : 90.0 + arc_sine(&known, -x);
    return true;
}

static bool atand_of(const KernelCall *call __attribute__((unused)), double x, double *out_value)
{
    Known known = known_values();
    volatile double atan_x = atan(x);

    *out_value = (atan_x / known.atan_one) * 45.0;
    return true;
}

bool kernel_float_sind(const KernelCall *call, Column *out)
{
    return math_each(call, sind_of, out);
}

bool kernel_float_cosd(const KernelCall *call, Column *out)
{
    return math_each(call, cosd_of, out);
}

bool kernel_float_tand(const KernelCall *call, Column *out)
{
    return math_each(call, tand_of, out);
}

bool kernel_float_cotd(const KernelCall *call, Column *out)
{
    return math_each(call, cotd_of, out);
}

bool kernel_float_asind(const KernelCall *call, Column *out)
{
    return math_each(call, asind_of, out);
}

bool kernel_float_acosd(const KernelCall *call, Column *out)
{
    return math_each(call, acosd_of, out);
}

bool kernel_float_atand(const KernelCall *call, Column *out)
{
    return math_each(call, atand_of, out);
}

bool kernel_float_atan2d(const KernelCall *call, Column *out)
{
    double *data = column_start(call, LAYOUT_F64, out);
    Known known = known_values();

    for (uint32_t row = 0; row < call->rows; row++) {
        volatile double angle = atan2(real_at(&call->args[0], row), real_at(&call->args[1], row));
        data[row] = (angle / known.atan_one) * 45.0;
    }
    return true;
}
