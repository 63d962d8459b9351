/* text.c -- see text.h. */
#include "storage/parquet/text.h"

#include "base/hash.h"

enum { LENGTH_BYTES = 4, UNIQUE_CHECK_MAX = 64 * 1024 };

#define HIGH_BITS UINT64_C(0x8080808080808080)
#define LOW_BITS  UINT64_C(0x0101010101010101)

static uint64_t load_word(const void *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

static uint32_t load_length(const uint8_t *at)
{
    uint32_t length;
    memcpy(&length, at, sizeof length);
    return length;
}

/* What bytes hold: any beyond ASCII, and how many zeros. */
typedef struct ByteSurvey {
    bool has_high;
    size_t zeros;
} ByteSurvey;

enum { SURVEY_LANES = 32, SURVEY_ROUNDS = 255 /* so that a lane's count fits a byte */ };

/* Lane by lane, as vectors do best. */
static void survey_lanes(const uint8_t *bytes, size_t rounds, ByteSurvey *survey)
{
    uint8_t high[SURVEY_LANES] = { 0 }, zeros[SURVEY_LANES] = { 0 };

    for (size_t round = 0; round < rounds; round++, bytes += SURVEY_LANES)
        for (int lane = 0; lane < SURVEY_LANES; lane++) {
            high[lane] |= bytes[lane];
            zeros[lane] = (uint8_t)(zeros[lane] + (bytes[lane] == 0));
        }
    for (int lane = 0; lane < SURVEY_LANES; lane++) {
        survey->has_high |= high[lane] >= 0x80;
        survey->zeros += zeros[lane];
    }
}

static ByteSurvey survey_bytes(Str stretch)
{
    const uint8_t *bytes = (const uint8_t *)stretch.data;
    ByteSurvey survey = { 0 };
    size_t at = 0;

    while (stretch.length - at >= SURVEY_LANES) {
        size_t rounds = (stretch.length - at) / SURVEY_LANES;
        rounds = rounds < SURVEY_ROUNDS ? rounds : SURVEY_ROUNDS;
        survey_lanes(bytes + at, rounds, &survey);
        at += rounds * SURVEY_LANES;
    }
    for (; at < stretch.length; at++) {
        survey.has_high |= bytes[at] >= 0x80;
        survey.zeros += bytes[at] == 0;
    }
    return survey;
}

/* The length of the character whose bytes start at `at`, 0 where they are none (RFC 3629). */
static size_t character_length(const uint8_t *at, size_t left)
{
    uint8_t first = at[0];
    uint8_t low = 0x80, high = 0xbf; /* of the second byte */
    size_t length;

    if (first < 0x80)
        return first != 0;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (first == 0xe0) /* overlong */
        low = 0xa0;
    if (first == 0xed) /* surrogates */
        high = 0x9f;
    if (first == 0xf0) /* overlong */
        low = 0x90;
    if (first == 0xf4) /* beyond U+10FFFF */
        high = 0x8f;
    if (left < length || at[1] < low || at[1] > high)
        return 0;
    for (size_t next = 2; next < length; next++)
        if ((at[next] & 0xc0) != 0x80)
            return 0;
    return length;
}

/* Eight bytes, all ASCII and none zero. */
static bool is_plain_word(uint64_t word)
{
    return !((word | (word - LOW_BITS)) & HIGH_BITS);
}

bool text_is_utf8(const char *text, size_t length)
{
    size_t at = 0;

    while (at < length) {
        if (at + 8 <= length && is_plain_word(load_word(text + at))) {
            at += 8;
            continue;
        }
        size_t step = character_length((const uint8_t *)text + at, length - at);
        if (step == 0)
            return false;
        at += step;
    }
    return true;
}

/*
 * view_make without branches: reads 12 bytes whatever the length is, and blanks those that are not
 * the text's.  A view is two words: length and first four bytes; eight more bytes, or the place.
 */
static always_inline StrView view_at(const uint8_t *bytes, uint32_t length, TextHeap heap)
{
    // clang-format off
    static const uint32_t first_masks[VIEW_INLINE_MAX + 1] = {
        0, 0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
        0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff };
    static const uint64_t rest_masks[VIEW_INLINE_MAX + 1] = {
        0, 0, 0, 0, 0, 0xff, 0xffff, 0xffffff, 0xffffffff, UINT64_C(0xffffffffff),
        UINT64_C(0xffffffffffff), UINT64_C(0xffffffffffffff), UINT64_MAX };
    // clang-format on
    uint32_t shown = length < VIEW_INLINE_MAX ? length : VIEW_INLINE_MAX;
    uint32_t first = load_length(bytes) & first_masks[shown];
    uint64_t rest = load_word(bytes + sizeof first) & rest_masks[shown];
    uint64_t place = heap.index | (uint64_t)(uint32_t)(bytes - heap.base) << 32;
    uint64_t is_long = -(uint64_t)(length > VIEW_INLINE_MAX); /* all bits or none */
    uint64_t words[2] = { length | (uint64_t)first << 32, rest ^ ((rest ^ place) & is_long) };
    StrView view;

    memcpy(&view, words, sizeof view);
    return view;
}

const uint8_t *views_of_plain(const uint8_t *at, const uint8_t *end, TextHeap heap, uint32_t count,
                              StrView *out)
{
    for (uint32_t row = 0; row < count; row++) {
        if (end - at < LENGTH_BYTES)
            return NULL;
        uint32_t length = load_length(at);
        at += LENGTH_BYTES;
        if (length > (size_t)(end - at))
            return NULL;
        out[row] = view_at(at, length, heap);
        at += length;
    }
    return at;
}

const uint8_t *strs_of_plain(const uint8_t *at, const uint8_t *end, uint32_t count, Str *out)
{
    for (uint32_t row = 0; row < count; row++) {
        if (end - at < LENGTH_BYTES)
            return NULL;
        uint32_t length = load_length(at);
        at += LENGTH_BYTES;
        if (length > (size_t)(end - at))
            return NULL;
        out[row] = (Str){ (const char *)at, length };
        at += length;
    }
    return at;
}

const uint8_t *skip_plain(const uint8_t *at, const uint8_t *end, uint64_t count)
{
    for (; count > 0; count--) {
        if (end - at < LENGTH_BYTES)
            return NULL;
        uint32_t length = load_length(at);
        at += LENGTH_BYTES;
        if (length > (size_t)(end - at))
            return NULL;
        at += length;
    }
    return at;
}

void views_of_strs(const Str *in, TextHeap heap, uint32_t count, StrView *out)
{
    for (uint32_t row = 0; row < count; row++)
        out[row] = view_at((const uint8_t *)in[row].data, (uint32_t)in[row].length, heap);
}

/* The zeros among the bytes of all lengths. */
static size_t zeros_of_lengths(const StrView *views, uint32_t count)
{
    size_t zeros = 0;

    for (uint32_t row = 0; row < count; row++) {
        uint32_t length = views[row].length;
        zeros += (size_t)(length < 1u << 24) + ((length & 0xff0000) == 0) +
                 ((length & 0xff00) == 0) + ((length & 0xff) == 0);
    }
    return zeros;
}

/* Where the stretch shows it all.  Lengths of more than 127 bytes may look like more than ASCII. */
static bool is_plain_stretch(const StrView *views, uint32_t count, TextStretch stretch)
{
    ByteSurvey survey = survey_bytes(stretch.bytes);
    size_t zeros = stretch.has_lengths ? zeros_of_lengths(views, count) : 0;

    return !survey.has_high && survey.zeros == zeros;
}

bool views_are_utf8(const StrView *views, uint32_t count, TextHeap heap, TextStretch stretch)
{
    if (is_plain_stretch(views, count, stretch))
        return true;
    for (uint32_t row = 0; row < count; row++) {
        const StrView *view = &views[row];
        const char *bytes = view->length <= VIEW_INLINE_MAX
                                ? view->inline_bytes
                                : (const char *)heap.base + view->offset;
        if (!text_is_utf8(bytes, view->length))
            return false;
    }
    return true;
}

static Str text_of(const StrView *view, const uint8_t *heap)
{
    return view_str(view, (const uint8_t *const[]){ heap, heap });
}

bool views_are_unique(Arena *arena, const StrView *views, uint32_t count, const uint8_t *heap)
{
    uint32_t slots = 64;

    if (count > UNIQUE_CHECK_MAX)
        return false; /* not known, and not worth finding out */
    while (slots < count * 2)
        slots *= 2;
    SCRATCH(arena);
    uint32_t *table = arena_zero(arena, slots * sizeof *table); /* 1 + index; 0: free */
    for (uint32_t at = 0; at < count; at++) {
        Str text = text_of(&views[at], heap);
        uint32_t slot = (uint32_t)hash_bytes(text.data, text.length) & (slots - 1);
        for (; table[slot]; slot = (slot + 1) & (slots - 1))
            if (str_equal(text_of(&views[table[slot] - 1], heap), text))
                return false;
        table[slot] = at + 1;
    }
    return true;
}
