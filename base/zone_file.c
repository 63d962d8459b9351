/*
 * zone_file.c -- TZif, the compiled form of the time zone database (RFC 8536, versions 1 to 4).
 *
 *     version 1    header, block with times of 4 bytes
 *     version 2+   header, block to skip, header, block with times of 8 bytes, "\nRULE\n"
 *
 *     a block:     times · index of each time's type · types (offset, is daylight, index of
 *                  letters) · letters · leap seconds · flags of standard and of universal times
 *
 * Files are not trusted: every count is bounded and every index checked before it is used.
 */
#include "base/zone_data.h"

enum { HEADER_BYTES = 44, TYPE_BYTES = 6, LEAPS_MAX = 50 };

typedef struct Header {
    char version;
    uint32_t universals; /* in the order of the file */
    uint32_t standards;
    uint32_t leaps;
    uint32_t times;
    uint32_t types;
    uint32_t letters;
} Header;

typedef struct Reader {
    const uint8_t *at;
    size_t left;
} Reader;

/* NULL: there is less. */
static const uint8_t *take(Reader *reader, size_t bytes)
{
    const uint8_t *at = reader->at;

    if (bytes > reader->left)
        return NULL;
    reader->at += bytes;
    reader->left -= bytes;
    return at;
}

static uint64_t big_endian(const uint8_t *at, int bytes)
{
    uint64_t value = 0;

    for (int byte = 0; byte < bytes; byte++)
        value = value << 8 | at[byte];
    return value;
}

static bool read_header(Reader *reader, Header *out_header)
{
    const uint8_t *at = take(reader, HEADER_BYTES);
    uint32_t count[6];

    if (!at || memcmp(at, "TZif", 4) != 0)
        return false;
    for (int field = 0; field < 6; field++)
        count[field] = (uint32_t)big_endian(at + 20 + 4 * field, 4);
    *out_header =
        (Header){ (char)at[4], count[0], count[1], count[2], count[3], count[4], count[5] };
    return count[3] <= ZONE_TRANSITIONS_MAX && count[4] >= 1 && count[4] <= ZONE_OFFSETS_MAX &&
           count[5] >= 1 && count[5] <= ZONE_LETTERS_MAX && count[2] <= LEAPS_MAX &&
           (count[0] == 0 || count[0] == count[4]) && (count[1] == 0 || count[1] == count[4]);
}

static size_t flag_bytes(const Header *header, size_t time_bytes)
{
    return header->leaps * (time_bytes + 4) + header->standards + header->universals;
}

static bool skip_block(Reader *reader, const Header *header)
{
    enum { TIME_BYTES = 4 };
    size_t bytes = header->times * (TIME_BYTES + 1) + header->types * TYPE_BYTES + header->letters;
    return take(reader, bytes + flag_bytes(header, TIME_BYTES));
}

/* The types of a block with their abbreviations; NULL: malformed. */
static ZoneOffset *read_types(Arena *arena, Reader *reader, const Header *header)
{
    const uint8_t *type = take(reader, header->types * TYPE_BYTES);
    const uint8_t *letters = take(reader, header->letters);

    if (!type || !letters || letters[header->letters - 1] != '\0')
        return NULL;
    const char *text = arena_copy(arena, letters, header->letters);
    ZoneOffset *types = ARENA_ARRAY(arena, ZoneOffset, header->types);
    for (uint32_t at = 0; at < header->types; at++, type += TYPE_BYTES) {
        int32_t seconds = (int32_t)big_endian(type, 4);
        if (seconds <= -ZONE_OFFSET_MAX || seconds >= ZONE_OFFSET_MAX || type[4] > 1 ||
            type[5] >= header->letters)
            return NULL;
        types[at] = (ZoneOffset){ seconds, type[4], text + type[5] };
    }
    return types;
}

/* What the file's first type means: the offset before the first transition.  It is type 0 where no
 * transition leads there; else, where the first leads to daylight saving time, the standard type
 * listed before that one; else the first standard type. */
static const ZoneOffset *early_offset(const ZoneOffset *types, uint32_t count, const uint8_t *index,
                                      uint32_t times)
{
    if (!memchr(index, 0, times))
        return types;
    if (types[index[0]].is_daylight)
        for (int at = index[0] - 1; at >= 0; at--)
            if (!types[at].is_daylight)
                return &types[at];
    for (uint32_t at = 0; at < count; at++)
        if (!types[at].is_daylight)
            return &types[at];
    return types;
}

static const ZoneOffset *first_standard(const ZoneOffset *types, uint32_t count)
{
    for (uint32_t at = 0; at < count; at++)
        if (!types[at].is_daylight)
            return &types[at];
    return types;
}

static bool read_block(Arena *arena, Reader *reader, const Header *header, int time_bytes,
                       Zone *zone)
{
    const uint8_t *times = take(reader, header->times * (size_t)time_bytes);
    const uint8_t *index = take(reader, header->times);
    const ZoneOffset *types = times && index ? read_types(arena, reader, header) : NULL;

    if (!types || !take(reader, flag_bytes(header, (size_t)time_bytes)))
        return false;
    int64_t *at = ARENA_ARRAY(arena, int64_t, header->times + 1);
    const ZoneOffset **of = ARENA_ARRAY(arena, const ZoneOffset *, header->times + 1);
    for (uint32_t time = 0; time < header->times; time++) {
        uint64_t value = big_endian(times + time * (size_t)time_bytes, time_bytes);
        at[time] = time_bytes == 4 ? (int32_t)value : (int64_t)value;
        if (index[time] >= header->types || (time && at[time] <= at[time - 1]))
            return false;
        of[time] = &types[index[time]];
    }
    zone->count = header->times;
    zone->at = at;
    zone->of = of;
    zone->early = *early_offset(types, header->types, index, header->times);
    zone->early_local = *first_standard(types, header->types);
    zone->has_leap_seconds = header->leaps > 0;
    zone->is_constant = true;
    for (uint32_t type = 1; type < header->types; type++)
        zone->is_constant &= types[type].seconds_east == types[0].seconds_east;
    return true;
}

/* "\nCET-1CEST,M3.5.0,M10.5.0/3\n"; a footer that is no rule means no rule. */
static void read_footer(Arena *arena, Reader *reader, Zone *zone)
{
    const char *text = (const char *)reader->at;

    if (reader->left < 3 || text[0] != '\n' || text[reader->left - 1] != '\n')
        return;
    Str rule = { text + 1, reader->left - 2 };
    if (!zone_rule_parse(arena, rule, &zone->rule) || !zone->rule.has_daylight)
        return;
    zone->has_rule = true;
    zone->is_constant = false;
    /* Transitions that change nothing at the end must not hold the rule back. */
    while (zone->count > 1 && zone->of[zone->count - 1] == zone->of[zone->count - 2])
        zone->count--;
}

bool zone_file_decode(Arena *arena, const void *bytes, size_t length, Zone *out_zone)
{
    Reader reader = { bytes, length };
    Zone zone = { 0 };
    Header header;

    if (length > ZONE_FILE_BYTES_MAX || !read_header(&reader, &header))
        return false;
    if (header.version == '\0') {
        if (!read_block(arena, &reader, &header, 4, &zone))
            return false;
    } else {
        if (!skip_block(&reader, &header) || !read_header(&reader, &header) ||
            !read_block(arena, &reader, &header, 8, &zone))
            return false;
        read_footer(arena, &reader, &zone);
    }
    *out_zone = zone;
    return true;
}
