/* digits.c -- see digits.h; two digits a step, from the right. */
#include "base/digits.h"

static const char pairs[] = "00010203040506070809"
                            "10111213141516171819"
                            "20212223242526272829"
                            "30313233343536373839"
                            "40414243444546474849"
                            "50515253545556575859"
                            "60616263646566676869"
                            "70717273747576777879"
                            "80818283848586878889"
                            "90919293949596979899";

int digits_count(uint64_t value)
{
    int count = 1;

    for (; value >= 10000; value /= 10000)
        count += 4;
    return count + (value >= 10) + (value >= 100) + (value >= 1000);
}

void digits_write_padded(char *to, uint64_t value, int width)
{
    char *at = to + width;

    while (at - to >= 2) {
        at -= 2;
        memcpy(at, pairs + 2 * (value % 100), 2);
        value /= 100;
    }
    if (at > to)
        *to = (char)('0' + value % 10);
}

size_t digits_write_u64(char *to, uint64_t value)
{
    int count = digits_count(value);

    digits_write_padded(to, value, count);
    return (size_t)count;
}

size_t digits_write_i64(char *to, int64_t value)
{
    if (value >= 0)
        return digits_write_u64(to, (uint64_t)value);
    *to = '-';
    return 1 + digits_write_u64(to + 1, -(uint64_t)value);
}

size_t digits_write_u128(char *to, uint128_t value)
{
    const uint64_t ten_to_18 = UINT64_C(1000000000000000000);

    if (value <= UINT64_MAX)
        return digits_write_u64(to, (uint64_t)value);

    size_t length = digits_write_u128(to, value / ten_to_18);
    digits_write_padded(to + length, (uint64_t)(value % ten_to_18), 18);
    return length + 18;
}

void str_add_i64(StrBuilder *builder, int64_t value)
{
    size_t length = digits_write_i64(str_reserve(builder, DIGITS_I64_MAX), value);

    builder->length += length;
    builder->data[builder->length] = '\0';
}
