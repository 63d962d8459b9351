/* attributes.h -- the few compiler attributes this code uses, by readable names. */
#ifndef BASE_ATTRIBUTES_H
#define BASE_ATTRIBUTES_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define must_use          __attribute__((warn_unused_result))
#define printf_like(f, a) __attribute__((format(printf, f, a)))
#define always_inline     inline __attribute__((always_inline))
#define likely(x)         __builtin_expect(!!(x), 1)
#define unlikely(x)       __builtin_expect(!!(x), 0)
#define COUNT_OF(array)   (sizeof(array) / sizeof((array)[0]))

/* Run `fn(&variable)` when the variable leaves its scope: CLOSES(file_close) File file = ...; */
#define CLOSES(fn) __attribute__((cleanup(fn)))

typedef __int128 int128_t;
typedef unsigned __int128 uint128_t;

#endif
