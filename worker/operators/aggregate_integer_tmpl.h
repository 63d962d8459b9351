/*
 * aggregate_integer_tmpl.h -- loops over an integer argument of one width.
 *
 * Parameters: T, the type of the values; NAME(stem), the functions' names.
 * `groups` and `rows` are NULL as in StateInput; the callers pass constants, so each loop is
 * compiled for its case.
 */

static int64_t NAME(sum)(const T *restrict data, const Row *rows, uint32_t count)
{
    int64_t sum = 0;

    if (!rows)
        for (uint32_t at = 0; at < count; at++)
            sum += (int64_t)data[at];
    else
        for (uint32_t at = 0; at < count; at++)
            sum += (int64_t)data[rows[at]];
    return sum;
}

static always_inline void NAME(scatter_body)(const T *restrict data, const Row *rows,
                                             const uint32_t *restrict groups, uint32_t count,
                                             int64_t *restrict lanes)
{
    for (uint32_t at = 0; at < count; at++)
        lanes[groups[at]] += (int64_t)data[rows ? rows[at] : at];
}

static void NAME(scatter)(const T *restrict data, const Row *rows, const uint32_t *restrict groups,
                          uint32_t count, int64_t *restrict lanes)
{
    if (rows)
        NAME(scatter_body)(data, rows, groups, count, lanes);
    else
        NAME(scatter_body)(data, NULL, groups, count, lanes);
}

/* Four copies of the lanes, so that rows of one group do not wait for each other's store. */
static always_inline void NAME(scatter_few_body)(const T *restrict data, const Row *rows,
                                                 const uint32_t *restrict groups, uint32_t count,
                                                 int64_t (*restrict copies)[FEW_GROUPS])
{
    uint32_t at = 0;

    for (; at + 4 <= count; at += 4) {
        copies[0][groups[at]] += (int64_t)data[rows ? rows[at] : at];
        copies[1][groups[at + 1]] += (int64_t)data[rows ? rows[at + 1] : at + 1];
        copies[2][groups[at + 2]] += (int64_t)data[rows ? rows[at + 2] : at + 2];
        copies[3][groups[at + 3]] += (int64_t)data[rows ? rows[at + 3] : at + 3];
    }
    for (; at < count; at++)
        copies[0][groups[at]] += (int64_t)data[rows ? rows[at] : at];
}

static void NAME(scatter_few)(const T *restrict data, const Row *rows,
                              const uint32_t *restrict groups, uint32_t count,
                              int64_t (*restrict copies)[FEW_GROUPS])
{
    if (rows)
        NAME(scatter_few_body)(data, rows, groups, count, copies);
    else
        NAME(scatter_few_body)(data, NULL, groups, count, copies);
}

static void NAME(extreme)(const T *restrict data, const Row *rows, uint32_t count, bool is_max,
                          int64_t *lane)
{
    T best = data[rows ? rows[0] : 0];

    if (is_max)
        for (uint32_t at = 0; at < count; at++) {
            T value = data[rows ? rows[at] : at];
            best = value > best ? value : best;
        }
    else
        for (uint32_t at = 0; at < count; at++) {
            T value = data[rows ? rows[at] : at];
            best = value < best ? value : best;
        }
    if (is_max ? (int64_t)best > *lane : (int64_t)best < *lane)
        *lane = (int64_t)best;
}

/* Most rows change nothing once groups have seen some: a branch saves the store. */
static void NAME(scatter_extreme)(const T *restrict data, const Row *rows,
                                  const uint32_t *restrict groups, uint32_t count, bool is_max,
                                  int64_t *restrict lanes)
{
    for (uint32_t at = 0; at < count; at++) {
        int64_t value = (int64_t)data[rows ? rows[at] : at];
        if (is_max ? value > lanes[groups[at]] : value < lanes[groups[at]])
            lanes[groups[at]] = value;
    }
}

#undef T
#undef NAME
