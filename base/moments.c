/* moments.c -- see moments.h. */
#include "base/moments.h"

#include <math.h>

static bool is_finite(double a, double b)
{
    return !isinf(a) && !isinf(b);
}

/* A sum of squares of which a value was infinite is NaN, as any later one. */
static void forget_infinite(double *squares)
{
    if (isinf(*squares))
        *squares = NAN;
}

static bool check_sums(const Moments *before, Moments *after, double x, double y)
{
    bool over_x = isinf(after->sum_x) || isinf(after->squares_x);
    bool over_y = isinf(after->sum_y) || isinf(after->squares_y);
    bool x_finite = is_finite(before->sum_x, x), y_finite = is_finite(before->sum_y, y);

    if ((over_x && x_finite) || (over_y && y_finite) ||
        (isinf(after->products) && x_finite && y_finite))
        return false;
    if (over_x)
        after->squares_x = NAN;
    if (over_y)
        after->squares_y = NAN;
    forget_infinite(&after->products);
    return true;
}

/* The first value has no differences, yet one that is not finite spoils them all. */
static void begin(Moments *moments, double x, double y)
{
    bool bad_x = !isfinite(x), bad_y = !isfinite(y);

    if (bad_x)
        moments->squares_x = NAN;
    if (bad_y)
        moments->squares_y = NAN;
    if (bad_x || bad_y)
        moments->products = NAN;
}

/* Not a pair whose y is 0: PostgreSQL divides here, and there multiplies by the inverse. */
bool moments_add(Moments *moments, double x)
{
    Moments before = *moments, after = before;

    after.count += 1.0;
    after.sum_x += x;
    if (before.count > 0) {
        double off = x * after.count - after.sum_x;
        after.squares_x += off * off / (after.count * before.count);
        if (!check_sums(&before, &after, x, 0))
            return false;
    } else {
        begin(&after, x, 0);
    }
    *moments = after;
    return true;
}

bool moments_add_pair(Moments *moments, double x, double y)
{
    Moments before = *moments, after = before;

    after.count += 1.0;
    after.sum_x += x;
    after.sum_y += y;
    if (before.count > 0) {
        double off_x = x * after.count - after.sum_x, off_y = y * after.count - after.sum_y;
        double scale = 1.0 / (after.count * before.count);
        after.squares_x += off_x * off_x * scale;
        after.squares_y += off_y * off_y * scale;
        after.products += off_x * off_y * scale;
        if (!check_sums(&before, &after, x, y))
            return false;
    } else {
        begin(&after, x, y);
    }
    *moments = after;
    return true;
}

bool moments_merge(Moments *a, const Moments *b)
{
    if (b->count == 0)
        return true;
    if (a->count == 0) {
        *a = *b;
        return true;
    }
    double count = a->count + b->count, share = a->count * b->count;
    double off_x = a->sum_x / a->count - b->sum_x / b->count;
    double off_y = a->sum_y / a->count - b->sum_y / b->count;
    Moments sum = {
        .count = count,
        .sum_x = a->sum_x + b->sum_x,
        .squares_x = a->squares_x + b->squares_x + share * off_x * off_x / count,
        .sum_y = a->sum_y + b->sum_y,
        .squares_y = a->squares_y + b->squares_y + share * off_y * off_y / count,
        .products = a->products + b->products + share * off_x * off_y / count,
    };
    bool over = (isinf(sum.sum_x) && is_finite(a->sum_x, b->sum_x)) ||
                (isinf(sum.sum_y) && is_finite(a->sum_y, b->sum_y)) ||
                (isinf(sum.squares_x) && is_finite(a->squares_x, b->squares_x)) ||
                (isinf(sum.squares_y) && is_finite(a->squares_y, b->squares_y)) ||
                (isinf(sum.products) && is_finite(a->products, b->products));
    *a = sum;
    return !over;
}

/* --- Results -----------------------------------------------------------------------------------
 */

static bool put(bool is_known, double value, double *out_value)
{
    *out_value = value;
    return is_known;
}

bool moments_result(const Moments *m, MomentsResult wanted, double *out)
{
    double n = m->count;
    bool some = n >= 1, more = n >= 2;
    bool varies_x = some && m->squares_x != 0, varies_y = some && m->squares_y != 0;

    switch (wanted) {
    case MOMENTS_VAR_POP: return put(some, m->squares_x / n, out);
    case MOMENTS_VAR_SAMP: return put(more, m->squares_x / (n - 1.0), out);
    case MOMENTS_STDDEV_POP: return put(some, sqrt(m->squares_x / n), out);
    case MOMENTS_STDDEV_SAMP: return put(more, sqrt(m->squares_x / (n - 1.0)), out);
    case MOMENTS_SXX: return put(some, m->squares_x, out);
    case MOMENTS_SYY: return put(some, m->squares_y, out);
    case MOMENTS_SXY: return put(some, m->products, out);
    case MOMENTS_AVGX: return put(some, m->sum_x / n, out);
    case MOMENTS_AVGY: return put(some, m->sum_y / n, out);
    case MOMENTS_COVAR_POP: return put(some, m->products / n, out);
    case MOMENTS_COVAR_SAMP: return put(more, m->products / (n - 1.0), out);
    case MOMENTS_CORR:
        return put(varies_x && varies_y, m->products / sqrt(m->squares_x * m->squares_y), out);
    case MOMENTS_R2:
        if (varies_x && !varies_y)
            return put(true, 1.0, out);
        return put(varies_x, (m->products * m->products) / (m->squares_x * m->squares_y), out);
    case MOMENTS_SLOPE: return put(varies_x, m->products / m->squares_x, out);
    case MOMENTS_INTERCEPT:
        return put(varies_x, (m->sum_y - m->sum_x * m->products / m->squares_x) / n, out);
    }
    return false;
}

MomentsResult moments_of_name(Str aggregate)
{
    static const struct {
        const char *name;
        MomentsResult result;
    } names[] = {
        { "var_pop", MOMENTS_VAR_POP },
        { "var_samp", MOMENTS_VAR_SAMP },
        { "variance", MOMENTS_VAR_SAMP },
        { "stddev_pop", MOMENTS_STDDEV_POP },
        { "stddev_samp", MOMENTS_STDDEV_SAMP },
        { "stddev", MOMENTS_STDDEV_SAMP },
        { "regr_sxx", MOMENTS_SXX },
        { "regr_syy", MOMENTS_SYY },
        { "regr_sxy", MOMENTS_SXY },
        { "regr_avgx", MOMENTS_AVGX },
        { "regr_avgy", MOMENTS_AVGY },
        { "covar_pop", MOMENTS_COVAR_POP },
        { "covar_samp", MOMENTS_COVAR_SAMP },
        { "corr", MOMENTS_CORR },
        { "regr_r2", MOMENTS_R2 },
        { "regr_slope", MOMENTS_SLOPE },
        { "regr_intercept", MOMENTS_INTERCEPT },
    };

    for (size_t at = 0; at < COUNT_OF(names); at++)
        if (str_is(aggregate, names[at].name))
            return names[at].result;
    assert(!"an aggregate of moments");
    return MOMENTS_VAR_POP;
}
