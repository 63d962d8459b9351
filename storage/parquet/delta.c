/* delta.c -- see delta.h. */
#include "storage/parquet/delta.h"

enum {
    VARINT_BITS_MAX = 70,
    WIDTH_MAX = 64,
    NARROW_WIDTH_MAX = 32,
    BLOCK_VALUES_MAX = 1 << 24,
    MINIBLOCKS_MAX = 1 << 16,
};

static bool read_varint(Delta *delta, uint64_t *out_value)
{
    uint64_t value = 0;

    for (int shift = 0; shift < VARINT_BITS_MAX; shift += 7) {
        if (delta->at == delta->end)
            return false;
        uint8_t byte = *delta->at++;
        value |= (uint64_t)(byte & 0x7f) << (shift < 64 ? shift : 0);
        if (byte < 0x80) {
            *out_value = value;
            return true;
        }
    }
    return false;
}

static bool read_zigzag(Delta *delta, uint64_t *out_value)
{
    uint64_t value;

    if (!read_varint(delta, &value))
        return false;
    *out_value = value >> 1 ^ -(value & 1);
    return true;
}

bool delta_begin(Delta *delta, const uint8_t *in, const uint8_t *end)
{
    uint64_t block_values, first;

    *delta = (Delta){ .at = in, .end = end, .unpack = unpackers_best() };
    if (!read_varint(delta, &block_values) || !read_varint(delta, &delta->miniblocks) ||
        !read_varint(delta, &delta->left) || !read_zigzag(delta, &first))
        return false;
    if (block_values == 0 || block_values > BLOCK_VALUES_MAX || delta->miniblocks == 0 ||
        delta->miniblocks > MINIBLOCKS_MAX || block_values % delta->miniblocks)
        return false;
    delta->miniblock_values = block_values / delta->miniblocks;
    if (delta->miniblock_values % DELTA_GROUP)
        return false;
    if (delta->left > 0) {
        delta->left--;
        delta->last = delta->group[0] = first;
        delta->group_count = 1;
    }
    return true;
}

static bool begin_block(Delta *delta)
{
    if (!read_zigzag(delta, &delta->least) ||
        (uint64_t)(delta->end - delta->at) < delta->miniblocks)
        return false;
    delta->widths = delta->at;
    delta->at += delta->miniblocks;
    delta->miniblocks_left = delta->miniblocks;
    return true;
}

static bool begin_miniblock(Delta *delta)
{
    if (delta->miniblocks_left == 0 && !begin_block(delta))
        return false;
    delta->width = delta->widths[delta->miniblocks - delta->miniblocks_left];
    delta->miniblocks_left--;
    delta->miniblock_left = delta->miniblock_values;
    return delta->width <= WIDTH_MAX;
}

/* The bytes that a group takes of the page; the last one of all may lack its padding. */
static bool group_bytes(const Delta *delta, uint32_t values, uint64_t *out_bytes)
{
    uint64_t there = (uint64_t)(delta->end - delta->at);
    uint64_t whole = (uint64_t)DELTA_GROUP * delta->width / 8;
    uint64_t needed = ((uint64_t)values * delta->width + 7) / 8;

    *out_bytes = whole < there ? whole : there;
    return needed <= there;
}

/* Differences that fit 32 bits are unpacked by vectors. */
static void sum_narrow(Delta *delta, uint32_t values, uint64_t *out)
{
    uint32_t steps[DELTA_GROUP + UNPACK_WRITE_SLACK];
    uint64_t last = delta->last, least = delta->least;

    delta->unpack->u32(delta->at, 0, delta->width, values, steps);
    for (uint32_t at = 0; at < values; at++)
        out[at] = last += steps[at] + least;
    delta->last = last;
}

static void sum_wide(Delta *delta, uint32_t values, uint64_t *out)
{
    uint64_t last = delta->last, least = delta->least;

    unpack_u64(delta->at, delta->width, values, out);
    for (uint32_t at = 0; at < values; at++)
        out[at] = last += out[at] + least;
    delta->last = last;
}

/* Unpack up to 32 values to `out`; 0 where there are none. */
static uint32_t unpack_group(Delta *delta, uint64_t *out)
{
    uint64_t bytes;
    uint32_t values = delta->left < DELTA_GROUP ? (uint32_t)delta->left : DELTA_GROUP;

    if (values == 0 || (delta->miniblock_left == 0 && !begin_miniblock(delta)) ||
        !group_bytes(delta, values, &bytes))
        return 0;
    if (delta->width <= NARROW_WIDTH_MAX)
        sum_narrow(delta, values, out);
    else
        sum_wide(delta, values, out);
    delta->at += bytes;
    delta->left -= values;
    delta->miniblock_left -= DELTA_GROUP;
    return values;
}

static bool refill(Delta *delta)
{
    if (delta->group_at < delta->group_count)
        return true;
    delta->group_at = 0;
    delta->group_count = unpack_group(delta, delta->group);
    return delta->group_count > 0;
}

bool delta_read(Delta *delta, uint32_t count, uint64_t *out)
{
    uint32_t done = 0;

    while (done < count) {
        uint32_t ready = delta->group_count - delta->group_at;
        if (ready == 0 && count - done >= DELTA_GROUP) { /* no need for a stop in between */
            uint32_t values = unpack_group(delta, out + done);
            if (values == 0)
                return false;
            done += values;
            continue;
        }
        if (!refill(delta))
            return false;
        ready = delta->group_count - delta->group_at;
        uint32_t part = count - done < ready ? count - done : ready;
        memcpy(out + done, delta->group + delta->group_at, part * sizeof *out);
        delta->group_at += part;
        done += part;
    }
    return true;
}

bool delta_skip(Delta *delta, uint64_t count)
{
    while (count > 0) {
        if (!refill(delta))
            return false;
        uint32_t ready = delta->group_count - delta->group_at;
        uint32_t part = count < ready ? (uint32_t)count : ready;
        delta->group_at += part;
        count -= part;
    }
    return true;
}

const uint8_t *delta_find_end(const Delta *begun)
{
    Delta delta = *begun;

    while (delta.left > 0) {
        if (!begin_miniblock(&delta))
            return NULL;
        uint64_t bytes = delta.miniblock_values / 8 * delta.width;
        if (bytes > (uint64_t)(delta.end - delta.at))
            return NULL;
        delta.at += bytes;
        delta.left -= delta.left < delta.miniblock_values ? delta.left : delta.miniblock_values;
    }
    return delta.at;
}
