/* text_search.c -- see text_search.h. */
#include "expression/kernels/text_search.h"

const char *text_find_plain(const char *s, const char *end, Str needle)
{
    if ((size_t)(end - s) < needle.length)
        return NULL;
    for (const char *last = end - needle.length; s <= last; s++) {
        s = memchr(s, needle.data[0], (size_t)(last - s) + 1);
        if (!s || memcmp(s, needle.data, needle.length) == 0)
            return s;
    }
    return NULL;
}

#ifdef __x86_64__
#include <immintrin.h>

/* Places (bits) where the needle's inner bytes agree as well; the first, or NULL. */
static inline const char *check_places(const char *s, uint32_t places, Str needle)
{
    for (; places; places &= places - 1) {
        const char *place = s + __builtin_ctz(places);
        if (memcmp(place + 1, needle.data + 1, needle.length - 1) == 0)
            return place;
    }
    return NULL;
}

__attribute__((target("avx2"))) const char *text_find_avx2(const char *s, const char *end,
                                                           Str needle)
{
    ptrdiff_t places = end - s - (ptrdiff_t)needle.length + 1; /* where it could begin */
    size_t last = needle.length - 1;

    if (places < 16)
        return text_find_plain(s, end, needle);

    const __m256i first_bytes = _mm256_set1_epi8(needle.data[0]);
    const __m256i last_bytes = _mm256_set1_epi8(needle.data[last]);
    for (; places >= 32; s += 32, places -= 32) {
        __m256i here = _mm256_loadu_si256((const __m256i_u *)s);
        __m256i there = _mm256_loadu_si256((const __m256i_u *)(s + last));
        __m256i both = _mm256_and_si256(_mm256_cmpeq_epi8(here, first_bytes),
                                        _mm256_cmpeq_epi8(there, last_bytes));
        uint32_t hits = (uint32_t)_mm256_movemask_epi8(both);
        const char *found = hits ? check_places(s, hits, needle) : NULL;

        if (found)
            return found;
    }
    /* Less than 32 places are left: up to two blocks of 16, the last of which looks again at
     * places already seen (there are 16 of them), never behind the end. */
    for (int block = 0; block < 2 && places > 0; block++, s += 16, places -= 16) {
        const char *at = places < 16 ? s - (16 - places) : s;
        __m128i here = _mm_loadu_si128((const __m128i_u *)at);
        __m128i there = _mm_loadu_si128((const __m128i_u *)(at + last));
        __m128i both = _mm_and_si128(_mm_cmpeq_epi8(here, _mm256_castsi256_si128(first_bytes)),
                                     _mm_cmpeq_epi8(there, _mm256_castsi256_si128(last_bytes)));
        uint32_t hits = (uint32_t)_mm_movemask_epi8(both);
        const char *found = hits ? check_places(at, hits, needle) : NULL;

        if (found)
            return found;
    }
    return NULL;
}

TextFind text_find(void)
{
    return __builtin_cpu_supports("avx2") ? text_find_avx2 : text_find_plain;
}
#else
const char *text_find_avx2(const char *s, const char *end, Str needle)
{
    return text_find_plain(s, end, needle);
}

TextFind text_find(void)
{
    return text_find_plain;
}
#endif
