/*
 * hash.c -- CRC-32C, by the processor's instruction where it has one, else bit by bit.
 */
#include "base/hash.h"

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("sse4.2"))) static uint32_t crc32c_instruction(uint32_t crc, const char *at,
                                                                     size_t bytes)
{
    uint64_t word = crc;

    for (; bytes >= 8; bytes -= 8, at += 8)
        word = _mm_crc32_u64(word, hash_load(at, 8));
    for (; bytes; bytes--, at++)
        word = _mm_crc32_u8((uint32_t)word, (uint8_t)*at);
    return (uint32_t)word;
}
#endif

static uint32_t crc32c_bitwise(uint32_t crc, const char *at, size_t bytes)
{
    for (; bytes; bytes--, at++) {
        crc ^= (uint8_t)*at;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ (crc & 1 ? UINT32_C(0x82f63b78) : 0);
    }
    return crc;
}

uint32_t crc32c(uint32_t crc, const void *data, size_t bytes)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2"))
        return ~crc32c_instruction(~crc, data, bytes);
#endif
    return ~crc32c_bitwise(~crc, data, bytes);
}
