/*
 * compare_rows.c -- comparisons that look at one value at a time: strings, intervals, numerics
 * that carry their own scale.
 *
 * Strings are ordered bytewise (C.UTF-8); their views decide most pairs by length and first four
 * bytes, so heaps are seldom touched.
 */
#include "expression/kernels/compare.h"

#include "base/array.h"
#include "expression/kernels/views.h"

#include <immintrin.h>

/* --- Strings --------------------------------------------------------------------------------- */

typedef struct Words {
    uint64_t word[2];
} Words;

static always_inline bool views_equal(const StrView *a, const uint8_t *const *a_heaps,
                                      const StrView *b, const uint8_t *const *b_heaps)
{
    Words left, right;

    memcpy(&left, a, sizeof left);
    memcpy(&right, b, sizeof right);
    if (left.word[0] != right.word[0])
        return false;
    if (left.word[1] == right.word[1] && a->length <= VIEW_INLINE_MAX)
        return true;
    return a->length > VIEW_INLINE_MAX &&
           memcmp(view_bytes(a, a_heaps), view_bytes(b, b_heaps), a->length) == 0;
}

static always_inline bool views_less(const StrView *a, const uint8_t *const *a_heaps,
                                     const StrView *b, const uint8_t *const *b_heaps)
{
    uint32_t left, right;

    /* Unused bytes are zero, so prefixes of short strings compare right unless they are equal. */
    memcpy(&left, a->inline_bytes, 4);
    memcpy(&right, b->inline_bytes, 4);
    if (left != right)
        return __builtin_bswap32(left) < __builtin_bswap32(right);
    return str_compare(view_str(a, a_heaps), view_str(b, b_heaps)) < 0;
}

bool is_short_equality(const KernelCall *call, Comparison comparison)
{
    return !comparison.is_less && type_is_string(call->arg_types[0].id) &&
           call->arg_types[0].id != TYPE_BPCHAR && is_const(&call->args[1]) &&
           ((const StrView *)call->args[1].data)->length <= VIEW_INLINE_MAX;
}

/* Two words a row, no heap: what is behind a null or outside the selection does no harm. */
static void equal_to_short(const KernelCall *call, bool negated, uint8_t *restrict out)
{
    const Words *views = call->args[0].data;
    Words wanted;

    memcpy(&wanted, call->args[1].data, sizeof wanted);
    for (uint32_t row = 0; row < call->rows; row++)
        out[row] = (uint8_t)((views[row].word[0] == wanted.word[0]) &
                             (views[row].word[1] == wanted.word[1])) ^
                   negated;
}

/* Bit r: views r equals the constant; four views a step. */
AVX2 static uint64_t equal_word(const StrView *views, __m256i wanted)
{
    uint64_t word = 0;

    for (int part = 0; part < 16; part++) {
        const __m256i *at = (const __m256i *)(views + part * 4);
        __m256i a = _mm256_cmpeq_epi64(_mm256_loadu_si256(at), wanted);
        __m256i b = _mm256_cmpeq_epi64(_mm256_loadu_si256(at + 1), wanted);
        __m256i both = _mm256_and_si256(_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b));
        __m256i ordered = _mm256_permute4x64_epi64(both, _MM_SHUFFLE(3, 1, 2, 0));
        word |= (uint64_t)(uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(ordered)) << (part * 4);
    }
    return word;
}

AVX2 static uint32_t equal_words_avx2(const KernelCall *call, bool negated, uint64_t *out_words)
{
    const StrView *views = call->args[0].data;
    __m256i wanted =
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)call->args[1].data));
    uint64_t flip = negated ? UINT64_MAX : 0;

    for (uint32_t word = 0; word < call->rows / 64; word++)
        out_words[word] = equal_word(views + word * 64, wanted) ^ flip;
    return call->rows / 64 * 64;
}

void short_equality_words(const KernelCall *call, Comparison comparison, uint64_t *out_words)
{
    uint32_t done = cpu_has_avx2() ? equal_words_avx2(call, comparison.negated, out_words) : 0;
    uint8_t bytes[BATCH_ROWS_MAX];
    KernelCall rest = *call;
    Column args[2] = { call->args[0], call->args[1] };

    args[0].data = (const StrView *)args[0].data + done;
    rest.args = args;
    rest.rows = call->rows - done;
    equal_to_short(&rest, comparison.negated, bytes);
    words_of_bytes(bytes, rest.rows, out_words + done / 64);
}

static void compare_views(const KernelCall *call, Comparison comparison, uint8_t *out)
{
    const Column *a = &call->args[comparison.swapped], *b = &call->args[!comparison.swapped];
    const StrView *left = a->data, *right = b->data;
    uint32_t a_step = !is_const(a), b_step = !is_const(b);

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        const StrView *x = left + row * a_step, *y = right + row * b_step;
        bool hit = comparison.is_less ? views_less(x, a->heaps, y, b->heaps)
                                      : views_equal(x, a->heaps, y, b->heaps);
        out[row] = hit != comparison.negated;
    }
}

/* --- All other types: an order, or which comes first -------------------------------------------
 */

static Str without_blanks(Str s)
{
    while (s.length && s.data[s.length - 1] == ' ')
        s.length--;
    return s;
}

/* As PostgreSQL: a month counts 30 days. */
static int128_t interval_length(const Interval *interval)
{
    const int64_t day = INT64_C(86400000000);
    return (int128_t)interval->micros +
           ((int128_t)interval->days + (int128_t)interval->months * 30) * day;
}

static int order_of(int128_t a, int128_t b)
{
    return (a > b) - (a < b);
}

static int order_of_reals(double a, double b)
{
    if (a != a || b != b)
        return (a != a) - (b != b);
    return (a > b) - (a < b);
}

int compare_at(const KernelCall *call, uint32_t a_row, uint32_t b_row)
{
    const Column *a = &call->args[0], *b = &call->args[1];
    uint32_t a_at = value_index(a, a_row), b_at = value_index(b, b_row);

    switch (type_layout(call->arg_types[0])) {
    case LAYOUT_VIEW: break;
    case LAYOUT_INTERVAL:
        return order_of(interval_length((const Interval *)a->data + a_at),
                        interval_length((const Interval *)b->data + b_at));
    case LAYOUT_F32:
    case LAYOUT_F64: return order_of_reals(real_at(a, a_row), real_at(b, b_row));
    case LAYOUT_BOOL:
    case LAYOUT_I8:
    case LAYOUT_I16:
    case LAYOUT_I32:
    case LAYOUT_I64:
    case LAYOUT_I128:
        if (call->arg_types[0].id == TYPE_NUMERIC)
            break;
        return order_of(integer_at(a, a_row), integer_at(b, b_row));
    }
    if (call->arg_types[0].id == TYPE_NUMERIC) {
        SCRATCH(call->cx->arena);
        Numeric left = numeric_arg(call, 0, a_row), right = numeric_arg(call, 1, b_row);
        return numeric_compare(&left, &right);
    }
    Str left = column_str(a, a_row), right = column_str(b, b_row);
    if (type_is_array(call->arg_types[0].id))
        return array_compare(type_element(call->arg_types[0].id), left, right);
    if (call->arg_types[0].id == TYPE_BPCHAR)
        return str_compare(without_blanks(left), without_blanks(right));
    return str_compare(left, right);
}

void compare_rows(const KernelCall *call, Comparison comparison, uint8_t *out_bytes)
{
    if (is_short_equality(call, comparison)) {
        equal_to_short(call, comparison.negated, out_bytes);
        return;
    }
    if (type_is_string(call->arg_types[0].id) && call->arg_types[0].id != TYPE_BPCHAR) {
        compare_views(call, comparison, out_bytes);
        return;
    }
    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = call_row(call, at);
        int order = compare_at(call, row, row);
        bool hit = !comparison.is_less ? order == 0 : comparison.swapped ? order > 0 : order < 0;
        out_bytes[row] = hit != comparison.negated;
    }
}
