/*
 * random.c -- random() and gen_random_uuid(): another value for each row.
 *
 * Each thread has a generator of its own (xoroshiro128+), seeded by the kernel.  uuids are drawn
 * from the kernel's own, since they are often used as secrets.
 */
#include "expression/kernels/kernel.h"
#include "expression/kernels/text.h"

#include <sys/random.h>

typedef struct Generator {
    uint64_t a, b; /* both zero: not seeded yet */
} Generator;

static bool draw(const KernelCall *call, void *to, size_t bytes)
{
    for (size_t at = 0; at < bytes;) {
        ssize_t drawn = getrandom((char *)to + at, bytes - at, 0);
        if (drawn <= 0)
            return fail(call->cx, ERR_INTERNAL_ERROR, call->position,
                        "could not generate random values");
        at += (size_t)drawn;
    }
    return true;
}

static uint64_t rotated(uint64_t value, int bits)
{
    return value << bits | value >> (64 - bits);
}

static uint64_t next_bits(Generator *generator)
{
    uint64_t a = generator->a, b = generator->b, sum = a + b;

    b ^= a;
    generator->a = rotated(a, 24) ^ b ^ (b << 16);
    generator->b = rotated(b, 37);
    return sum;
}

bool kernel_random(const KernelCall *call, Column *out)
{
    static _Thread_local Generator generator;
    double *data = column_start(call, LAYOUT_F64, out);

    while (!generator.a && !generator.b)
        TRY(draw(call, &generator, sizeof generator));
    for (uint32_t row = 0; row < call->rows; row++)
        data[row] = (double)(next_bits(&generator) >> 11) * 0x1p-53;
    return true;
}

bool kernel_random_uuid(const KernelCall *call, Column *out)
{
    enum { UUID_BYTES = 16, VERSION_BYTE = 6, VARIANT_BYTE = 8 };
    LiveRows live = selected_rows(call);
    TextOut result = text_out(call, UUID_BYTES * (size_t)live.count);

    for (uint32_t at = 0; at < live.count; at++) {
        uint8_t *bytes = TRY((uint8_t *)text_out_room(&result, UUID_BYTES));
        TRY(draw(call, bytes, UUID_BYTES));
        bytes[VERSION_BYTE] = (bytes[VERSION_BYTE] & 0x0f) | 0x40;
        bytes[VARIANT_BYTE] = (bytes[VARIANT_BYTE] & 0x3f) | 0x80;
        text_out_put(&result, live.row[at], UUID_BYTES);
    }
    *out = text_out_column(&result, call->rows);
    return true;
}
