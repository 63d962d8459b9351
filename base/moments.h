/*
 * moments.h -- what variances, covariances and regressions of float8 are made of.
 *
 * Sums of squares are of differences from the mean, kept up to date value by value (Youngs and
 * Cramer), so that digits are not lost; they are PostgreSQL's to the last bit as long as values
 * come in the same order and states are not merged.
 */
#ifndef BASE_MOMENTS_H
#define BASE_MOMENTS_H

#include "base/str.h"

typedef struct Moments {
    double count;
    double sum_x, squares_x;
    double sum_y, squares_y;
    double products;
} Moments;

/* False: finite values gave something infinite. */
must_use bool moments_add(Moments *moments, double x); /* y stays 0 */
must_use bool moments_add_pair(Moments *moments, double x, double y);
must_use bool moments_merge(Moments *moments, const Moments *more);

typedef enum MomentsResult {
    MOMENTS_VAR_POP,
    MOMENTS_VAR_SAMP,
    MOMENTS_STDDEV_POP,
    MOMENTS_STDDEV_SAMP,
    MOMENTS_SXX,
    MOMENTS_SYY,
    MOMENTS_SXY,
    MOMENTS_AVGX,
    MOMENTS_AVGY,
    MOMENTS_COVAR_POP,
    MOMENTS_COVAR_SAMP,
    MOMENTS_CORR,
    MOMENTS_R2,
    MOMENTS_SLOPE,
    MOMENTS_INTERCEPT,
} MomentsResult;

/* Of variances the value is x.  False: null. */
bool moments_result(const Moments *moments, MomentsResult wanted, double *out_value);

/* The result an aggregate of this name asks for: "regr_slope". */
MomentsResult moments_of_name(Str aggregate);

#endif
