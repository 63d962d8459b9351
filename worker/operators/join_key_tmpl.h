/*
 * join_key_tmpl.h -- integer keys of one layout.  Included by join_key.c with
 *
 *     T             the C type of the values
 *     NAME(stem)    the functions' names
 *     READ(value, out)   true where `value` has an int64_t, put into *out, that no other value has
 */

/* The least and greatest valid value, and whether all have an int64_t. */
static void NAME(measure)(const Column *column, uint32_t rows, KeySpan *span)
{
    const T *data = column->data;

    for (uint32_t row = 0; row < rows; row++) {
        int64_t key;
        if (column->validity && !bit_get(column->validity, row))
            continue;
        if (!READ(data[row], &key)) {
            span->fits = false;
            return;
        }
        span->min = key < span->min ? key : span->min;
        span->max = key > span->max ? key : span->max;
    }
}

static always_inline uint32_t NAME(pack_rows)(const PackStep *step, bool has_rows, bool nullable,
                                              Row *out_rows, uint64_t *out_words)
{
    const T *data = step->data;
    const uint64_t min = (uint64_t)step->min, span = step->span, stride = step->stride;
    uint32_t found = 0;

    for (uint32_t at = 0; at < step->count; at++) {
        uint32_t row = has_rows ? step->rows[at] : at;
        int64_t key;
        uint32_t is_exact = READ(data[row], &key);
        uint64_t distance = (uint64_t)key - min;
        uint32_t is_valid = !nullable || bit_get(step->validity, row);

        out_rows[found] = (Row)row;
        out_words[found] = (step->words ? step->words[at] : 0) + distance * stride;
        found += is_exact & (distance <= span) & is_valid;
    }
    return found;
}

/* Rows may shrink in place: what is written lies at or before what is read. */
static uint32_t NAME(pack)(const PackStep *step, Row *out_rows, uint64_t *out_words)
{
    if (step->rows)
        return step->validity ? NAME(pack_rows)(step, true, true, out_rows, out_words)
                              : NAME(pack_rows)(step, true, false, out_rows, out_words);
    return step->validity ? NAME(pack_rows)(step, false, true, out_rows, out_words)
                          : NAME(pack_rows)(step, false, false, out_rows, out_words);
}

#undef T
#undef NAME
#undef READ
