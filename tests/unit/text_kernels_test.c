/*
 * text_kernels_test.c -- text functions: a table of results PostgreSQL 15 gave (C.UTF-8), limits,
 * and random batches.
 */
#include "expression/kernels/like.h"
#include "expression/kernels/text.h"
#include "expression/kernels/text_search.h"
#include "expression/kernels/text_utf8.h"
#include "tests/unit/kernel_case.h"

typedef struct TextExample {
    Kernel kernel;
    const char *arguments; /* t text, i integer */
    const char *text[3];
    int32_t integer[2];
    const char *wanted; /* in text form */
} TextExample;

#define FOX  "The quick brown fox, jumped over"
#define WIDE "Ünïcödé ßtraße Ǆ ſkip ÿ"
#define KANA "日本語🎉テキスト"
#define LOW  INT32_MIN
#define HIGH INT32_MAX

// clang-format off
#define BTRIM        kernel_btrim
#define CHAR_LENGTH  kernel_char_length
#define LEFT         kernel_left
#define LIKE_ESCAPE  kernel_like_escape
#define LOWER        kernel_lower
#define LTRIM        kernel_ltrim
#define OCTET_LENGTH kernel_octet_length
#define REPEAT       kernel_repeat
#define REPLACE      kernel_replace
#define REVERSE      kernel_reverse
#define RIGHT        kernel_right
#define RTRIM        kernel_rtrim
#define STARTS_WITH  kernel_starts_with
#define STRPOS       kernel_strpos
#define SUBSTRING    kernel_substring
#define TEXT_CONCAT  kernel_text_concat
#define UPPER        kernel_upper
static const TextExample text_cases[] = {
    { SUBSTRING, "ti", { "" }, { 1 }, "" },
    { SUBSTRING, "ti", { "" }, { 2 }, "" },
    { SUBSTRING, "ti", { "" }, {}, "" },
    { SUBSTRING, "ti", { "" }, { -3 }, "" },
    { SUBSTRING, "ti", { "" }, { 100 }, "" },
    { SUBSTRING, "ti", { "" }, { HIGH }, "" },
    { SUBSTRING, "ti", { "" }, { LOW }, "" },
    { SUBSTRING, "ti", { "a" }, { 1 }, "a" },
    { SUBSTRING, "ti", { "a" }, { 2 }, "" },
    { SUBSTRING, "ti", { "a" }, {}, "a" },
    { SUBSTRING, "ti", { "a" }, { -3 }, "a" },
    { SUBSTRING, "ti", { "a" }, { 100 }, "" },
    { SUBSTRING, "ti", { "a" }, { HIGH }, "" },
    { SUBSTRING, "ti", { "a" }, { LOW }, "a" },
    { SUBSTRING, "ti", { "abc" }, { 1 }, "abc" },
    { SUBSTRING, "ti", { "abc" }, { 2 }, "bc" },
    { SUBSTRING, "ti", { "abc" }, {}, "abc" },
    { SUBSTRING, "ti", { "abc" }, { -3 }, "abc" },
    { SUBSTRING, "ti", { "abc" }, { 100 }, "" },
    { SUBSTRING, "ti", { "abc" }, { HIGH }, "" },
    { SUBSTRING, "ti", { "abc" }, { LOW }, "abc" },
    { SUBSTRING, "ti", { FOX }, { 1 }, FOX },
    { SUBSTRING, "ti", { FOX }, { 2 }, "he quick brown fox, jumped over" },
    { SUBSTRING, "ti", { FOX }, {}, FOX },
    { SUBSTRING, "ti", { FOX }, { -3 }, FOX },
    { SUBSTRING, "ti", { FOX }, { 100 }, "" },
    { SUBSTRING, "ti", { FOX }, { HIGH }, "" },
    { SUBSTRING, "ti", { FOX }, { LOW }, FOX },
    { SUBSTRING, "ti", { WIDE }, { 1 }, WIDE },
    { SUBSTRING, "ti", { WIDE }, { 2 }, "nïcödé ßtraße Ǆ ſkip ÿ" },
    { SUBSTRING, "ti", { WIDE }, {}, WIDE },
    { SUBSTRING, "ti", { WIDE }, { -3 }, WIDE },
    { SUBSTRING, "ti", { WIDE }, { 100 }, "" },
    { SUBSTRING, "ti", { WIDE }, { HIGH }, "" },
    { SUBSTRING, "ti", { WIDE }, { LOW }, WIDE },
    { SUBSTRING, "ti", { KANA }, { 1 }, KANA },
    { SUBSTRING, "ti", { KANA }, { 2 }, "本語🎉テキスト" },
    { SUBSTRING, "ti", { KANA }, {}, KANA },
    { SUBSTRING, "ti", { KANA }, { -3 }, KANA },
    { SUBSTRING, "ti", { KANA }, { 100 }, "" },
    { SUBSTRING, "ti", { KANA }, { HIGH }, "" },
    { SUBSTRING, "ti", { KANA }, { LOW }, KANA },
    { SUBSTRING, "tii", { "abc" }, { 1, 2 }, "ab" },
    { SUBSTRING, "tii", { "abc" }, { 2, 3 }, "bc" },
    { SUBSTRING, "tii", { "abc" }, { 0, 2 }, "a" },
    { SUBSTRING, "tii", { "abc" }, { -3, 5 }, "a" },
    { SUBSTRING, "tii", { "abc" }, { -3, 2 }, "" },
    { SUBSTRING, "tii", { "abc" }, { 5, 100 }, "" },
    { SUBSTRING, "tii", { "abc" }, { HIGH, 1 }, "" },
    { SUBSTRING, "tii", { "abc" }, { HIGH, HIGH }, "" },
    { SUBSTRING, "tii", { "abc" }, { LOW, HIGH }, "" },
    { SUBSTRING, "tii", { "abc" }, { 3, 0 }, "" },
    { SUBSTRING, "tii", { "abc" }, { 2, HIGH }, "bc" },
    { SUBSTRING, "tii", { "abc" }, { 6, 13 }, "" },
    { SUBSTRING, "tii", { FOX }, { 1, 2 }, "Th" },
    { SUBSTRING, "tii", { FOX }, { 2, 3 }, "he " },
    { SUBSTRING, "tii", { FOX }, { 0, 2 }, "T" },
    { SUBSTRING, "tii", { FOX }, { -3, 5 }, "T" },
    { SUBSTRING, "tii", { FOX }, { -3, 2 }, "" },
    { SUBSTRING, "tii", { FOX }, { 5, 100 }, "quick brown fox, jumped over" },
    { SUBSTRING, "tii", { FOX }, { HIGH, 1 }, "" },
    { SUBSTRING, "tii", { FOX }, { HIGH, HIGH }, "" },
    { SUBSTRING, "tii", { FOX }, { LOW, HIGH }, "" },
    { SUBSTRING, "tii", { FOX }, { 3, 0 }, "" },
    { SUBSTRING, "tii", { FOX }, { 2, HIGH }, "he quick brown fox, jumped over" },
    { SUBSTRING, "tii", { FOX }, { 6, 13 }, "uick brown fo" },
    { SUBSTRING, "tii", { WIDE }, { 1, 2 }, "Ün" },
    { SUBSTRING, "tii", { WIDE }, { 2, 3 }, "nïc" },
    { SUBSTRING, "tii", { WIDE }, { 0, 2 }, "Ü" },
    { SUBSTRING, "tii", { WIDE }, { -3, 5 }, "Ü" },
    { SUBSTRING, "tii", { WIDE }, { -3, 2 }, "" },
    { SUBSTRING, "tii", { WIDE }, { 5, 100 }, "ödé ßtraße Ǆ ſkip ÿ" },
    { SUBSTRING, "tii", { WIDE }, { HIGH, 1 }, "" },
    { SUBSTRING, "tii", { WIDE }, { HIGH, HIGH }, "" },
    { SUBSTRING, "tii", { WIDE }, { LOW, HIGH }, "" },
    { SUBSTRING, "tii", { WIDE }, { 3, 0 }, "" },
    { SUBSTRING, "tii", { WIDE }, { 2, HIGH }, "nïcödé ßtraße Ǆ ſkip ÿ" },
    { SUBSTRING, "tii", { WIDE }, { 6, 13 }, "dé ßtraße Ǆ ſ" },
    { SUBSTRING, "tii", { KANA }, { 1, 2 }, "日本" },
    { SUBSTRING, "tii", { KANA }, { 2, 3 }, "本語🎉" },
    { SUBSTRING, "tii", { KANA }, { 0, 2 }, "日" },
    { SUBSTRING, "tii", { KANA }, { -3, 5 }, "日" },
    { SUBSTRING, "tii", { KANA }, { -3, 2 }, "" },
    { SUBSTRING, "tii", { KANA }, { 5, 100 }, "テキスト" },
    { SUBSTRING, "tii", { KANA }, { HIGH, 1 }, "" },
    { SUBSTRING, "tii", { KANA }, { HIGH, HIGH }, "" },
    { SUBSTRING, "tii", { KANA }, { LOW, HIGH }, "" },
    { SUBSTRING, "tii", { KANA }, { 3, 0 }, "" },
    { SUBSTRING, "tii", { KANA }, { 2, HIGH }, "本語🎉テキスト" },
    { SUBSTRING, "tii", { KANA }, { 6, 13 }, "キスト" },
    { LEFT, "ti", { "" }, {}, "" },
    { LEFT, "ti", { "" }, { 1 }, "" },
    { LEFT, "ti", { "" }, { 3 }, "" },
    { LEFT, "ti", { "" }, { 7 }, "" },
    { LEFT, "ti", { "" }, { -1 }, "" },
    { LEFT, "ti", { "" }, { -3 }, "" },
    { LEFT, "ti", { "" }, { -20 }, "" },
    { LEFT, "ti", { "" }, { 100 }, "" },
    { LEFT, "ti", { "" }, { -100 }, "" },
    { LEFT, "ti", { "" }, { HIGH }, "" },
    { LEFT, "ti", { "" }, { LOW }, "" },
    { LEFT, "ti", { "abc" }, {}, "" },
    { LEFT, "ti", { "abc" }, { 1 }, "a" },
    { LEFT, "ti", { "abc" }, { 3 }, "abc" },
    { LEFT, "ti", { "abc" }, { 7 }, "abc" },
    { LEFT, "ti", { "abc" }, { -1 }, "ab" },
    { LEFT, "ti", { "abc" }, { -3 }, "" },
    { LEFT, "ti", { "abc" }, { -20 }, "" },
    { LEFT, "ti", { "abc" }, { 100 }, "abc" },
    { LEFT, "ti", { "abc" }, { -100 }, "" },
    { LEFT, "ti", { "abc" }, { HIGH }, "abc" },
    { LEFT, "ti", { "abc" }, { LOW }, "" },
    { LEFT, "ti", { FOX }, {}, "" },
    { LEFT, "ti", { FOX }, { 1 }, "T" },
    { LEFT, "ti", { FOX }, { 3 }, "The" },
    { LEFT, "ti", { FOX }, { 7 }, "The qui" },
    { LEFT, "ti", { FOX }, { -1 }, "The quick brown fox, jumped ove" },
    { LEFT, "ti", { FOX }, { -3 }, "The quick brown fox, jumped o" },
    { LEFT, "ti", { FOX }, { -20 }, "The quick br" },
    { LEFT, "ti", { FOX }, { 100 }, FOX },
    { LEFT, "ti", { FOX }, { -100 }, "" },
    { LEFT, "ti", { FOX }, { HIGH }, FOX },
    { LEFT, "ti", { FOX }, { LOW }, "" },
    { LEFT, "ti", { WIDE }, {}, "" },
    { LEFT, "ti", { WIDE }, { 1 }, "Ü" },
    { LEFT, "ti", { WIDE }, { 3 }, "Ünï" },
    { LEFT, "ti", { WIDE }, { 7 }, "Ünïcödé" },
    { LEFT, "ti", { WIDE }, { -1 }, "Ünïcödé ßtraße Ǆ ſkip " },
    { LEFT, "ti", { WIDE }, { -3 }, "Ünïcödé ßtraße Ǆ ſki" },
    { LEFT, "ti", { WIDE }, { -20 }, "Ünï" },
    { LEFT, "ti", { WIDE }, { 100 }, WIDE },
    { LEFT, "ti", { WIDE }, { -100 }, "" },
    { LEFT, "ti", { WIDE }, { HIGH }, WIDE },
    { LEFT, "ti", { WIDE }, { LOW }, "" },
    { LEFT, "ti", { KANA }, {}, "" },
    { LEFT, "ti", { KANA }, { 1 }, "日" },
    { LEFT, "ti", { KANA }, { 3 }, "日本語" },
    { LEFT, "ti", { KANA }, { 7 }, "日本語🎉テキス" },
    { LEFT, "ti", { KANA }, { -1 }, "日本語🎉テキス" },
    { LEFT, "ti", { KANA }, { -3 }, "日本語🎉テ" },
    { LEFT, "ti", { KANA }, { -20 }, "" },
    { LEFT, "ti", { KANA }, { 100 }, KANA },
    { LEFT, "ti", { KANA }, { -100 }, "" },
    { LEFT, "ti", { KANA }, { HIGH }, KANA },
    { LEFT, "ti", { KANA }, { LOW }, "" },
    { RIGHT, "ti", { "" }, {}, "" },
    { RIGHT, "ti", { "" }, { 1 }, "" },
    { RIGHT, "ti", { "" }, { 3 }, "" },
    { RIGHT, "ti", { "" }, { 7 }, "" },
    { RIGHT, "ti", { "" }, { -1 }, "" },
    { RIGHT, "ti", { "" }, { -3 }, "" },
    { RIGHT, "ti", { "" }, { -20 }, "" },
    { RIGHT, "ti", { "" }, { 100 }, "" },
    { RIGHT, "ti", { "" }, { -100 }, "" },
    { RIGHT, "ti", { "" }, { HIGH }, "" },
    { RIGHT, "ti", { "" }, { LOW }, "" },
    { RIGHT, "ti", { "abc" }, {}, "" },
    { RIGHT, "ti", { "abc" }, { 1 }, "c" },
    { RIGHT, "ti", { "abc" }, { 3 }, "abc" },
    { RIGHT, "ti", { "abc" }, { 7 }, "abc" },
    { RIGHT, "ti", { "abc" }, { -1 }, "bc" },
    { RIGHT, "ti", { "abc" }, { -3 }, "" },
    { RIGHT, "ti", { "abc" }, { -20 }, "" },
    { RIGHT, "ti", { "abc" }, { 100 }, "abc" },
    { RIGHT, "ti", { "abc" }, { -100 }, "" },
    { RIGHT, "ti", { "abc" }, { HIGH }, "abc" },
    { RIGHT, "ti", { "abc" }, { LOW }, "" },
    { RIGHT, "ti", { FOX }, {}, "" },
    { RIGHT, "ti", { FOX }, { 1 }, "r" },
    { RIGHT, "ti", { FOX }, { 3 }, "ver" },
    { RIGHT, "ti", { FOX }, { 7 }, "ed over" },
    { RIGHT, "ti", { FOX }, { -1 }, "he quick brown fox, jumped over" },
    { RIGHT, "ti", { FOX }, { -3 }, " quick brown fox, jumped over" },
    { RIGHT, "ti", { FOX }, { -20 }, " jumped over" },
    { RIGHT, "ti", { FOX }, { 100 }, FOX },
    { RIGHT, "ti", { FOX }, { -100 }, "" },
    { RIGHT, "ti", { FOX }, { HIGH }, FOX },
    { RIGHT, "ti", { FOX }, { LOW }, "" },
    { RIGHT, "ti", { WIDE }, {}, "" },
    { RIGHT, "ti", { WIDE }, { 1 }, "ÿ" },
    { RIGHT, "ti", { WIDE }, { 3 }, "p ÿ" },
    { RIGHT, "ti", { WIDE }, { 7 }, " ſkip ÿ" },
    { RIGHT, "ti", { WIDE }, { -1 }, "nïcödé ßtraße Ǆ ſkip ÿ" },
    { RIGHT, "ti", { WIDE }, { -3 }, "cödé ßtraße Ǆ ſkip ÿ" },
    { RIGHT, "ti", { WIDE }, { -20 }, "p ÿ" },
    { RIGHT, "ti", { WIDE }, { 100 }, WIDE },
    { RIGHT, "ti", { WIDE }, { -100 }, "" },
    { RIGHT, "ti", { WIDE }, { HIGH }, WIDE },
    { RIGHT, "ti", { WIDE }, { LOW }, "" },
    { RIGHT, "ti", { KANA }, {}, "" },
    { RIGHT, "ti", { KANA }, { 1 }, "ト" },
    { RIGHT, "ti", { KANA }, { 3 }, "キスト" },
    { RIGHT, "ti", { KANA }, { 7 }, "本語🎉テキスト" },
    { RIGHT, "ti", { KANA }, { -1 }, "本語🎉テキスト" },
    { RIGHT, "ti", { KANA }, { -3 }, "🎉テキスト" },
    { RIGHT, "ti", { KANA }, { -20 }, "" },
    { RIGHT, "ti", { KANA }, { 100 }, KANA },
    { RIGHT, "ti", { KANA }, { -100 }, "" },
    { RIGHT, "ti", { KANA }, { HIGH }, KANA },
    { RIGHT, "ti", { KANA }, { LOW }, "" },
    { UPPER, "t", { "" }, {}, "" },
    { UPPER, "t", { "a" }, {}, "A" },
    { UPPER, "t", { "abc" }, {}, "ABC" },
    { UPPER, "t", { FOX }, {}, "THE QUICK BROWN FOX, JUMPED OVER" },
    { UPPER, "t", { WIDE }, {}, "ÜNÏCÖDÉ ßTRAßE Ǆ SKIP Ÿ" },
    { UPPER, "t", { KANA }, {}, KANA },
    { UPPER, "t", { "straße ÀÈÌ ΑΣ ς İıſ ǅ ɐ Ⱥ ⱥ Ა ა ꭰ Ꭰ ẞ ﬀ" }, {},
      "STRAßE ÀÈÌ ΑΣ Σ İIS Ǆ Ɐ Ⱥ Ⱥ Ა Ა Ꭰ Ꭰ ẞ ﬀ" },
    { UPPER, "t", { "HELLO world 12345678 AZ[`az{@" }, {}, "HELLO WORLD 12345678 AZ[`AZ{@" },
    { LOWER, "t", { "" }, {}, "" },
    { LOWER, "t", { "a" }, {}, "a" },
    { LOWER, "t", { "abc" }, {}, "abc" },
    { LOWER, "t", { FOX }, {}, "the quick brown fox, jumped over" },
    { LOWER, "t", { WIDE }, {}, "ünïcödé ßtraße ǆ ſkip ÿ" },
    { LOWER, "t", { KANA }, {}, KANA },
    { LOWER, "t", { "straße ÀÈÌ ΑΣ ς İıſ ǅ ɐ Ⱥ ⱥ Ა ა ꭰ Ꭰ ẞ ﬀ" }, {},
      "straße àèì ασ ς iıſ ǆ ɐ ⱥ ⱥ ა ა ꭰ ꭰ ß ﬀ" },
    { LOWER, "t", { "HELLO world 12345678 AZ[`az{@" }, {}, "hello world 12345678 az[`az{@" },
    { CHAR_LENGTH, "t", { "" }, {}, "0" },
    { CHAR_LENGTH, "t", { "a" }, {}, "1" },
    { CHAR_LENGTH, "t", { "abc" }, {}, "3" },
    { CHAR_LENGTH, "t", { FOX }, {}, "32" },
    { CHAR_LENGTH, "t", { WIDE }, {}, "23" },
    { CHAR_LENGTH, "t", { KANA }, {}, "8" },
    { OCTET_LENGTH, "t", { "" }, {}, "0" },
    { OCTET_LENGTH, "t", { "a" }, {}, "1" },
    { OCTET_LENGTH, "t", { "abc" }, {}, "3" },
    { OCTET_LENGTH, "t", { FOX }, {}, "32" },
    { OCTET_LENGTH, "t", { WIDE }, {}, "32" },
    { OCTET_LENGTH, "t", { KANA }, {}, "25" },
    { REVERSE, "t", { "" }, {}, "" },
    { REVERSE, "t", { "a" }, {}, "a" },
    { REVERSE, "t", { "abc" }, {}, "cba" },
    { REVERSE, "t", { FOX }, {}, "revo depmuj ,xof nworb kciuq ehT" },
    { REVERSE, "t", { WIDE }, {}, "ÿ pikſ Ǆ eßartß édöcïnÜ" },
    { REVERSE, "t", { KANA }, {}, "トスキテ🎉語本日" },
    { BTRIM, "t", { "" }, {}, "" },
    { BTRIM, "t", { " " }, {}, "" },
    { BTRIM, "t", { "  abc  " }, {}, "abc" },
    { BTRIM, "t", { "\t abc \n" }, {}, "\t abc \n" },
    { BTRIM, "t", { "    The quick brown fox, jumped over   " }, {}, FOX },
    { BTRIM, "t", { WIDE }, {}, WIDE },
    { BTRIM, "tt", { "xxabcxy", "xy" }, {}, "abc" },
    { BTRIM, "tt", { "xyx", "xy" }, {}, "" },
    { BTRIM, "tt", { "abc", "" }, {}, "abc" },
    { BTRIM, "tt", { "", "x" }, {}, "" },
    { BTRIM, "tt", { "ééaéé", "é" }, {}, "a" },
    { BTRIM, "tt", { "ééaßé", "éß" }, {}, "a" },
    { BTRIM, "tt", { "日x日", "日" }, {}, "x" },
    { BTRIM, "tt", { "a日本語🎉テキストa", "a日ト" }, {}, "本語🎉テキス" },
    { BTRIM, "tt", { "aßa", "a" }, {}, "ß" },
    { BTRIM, "tt", { "zzThe quick brown fox, jumped overzz", "zTr" }, {},
      "he quick brown fox, jumped ove" },
    { LTRIM, "t", { "" }, {}, "" },
    { LTRIM, "t", { " " }, {}, "" },
    { LTRIM, "t", { "  abc  " }, {}, "abc  " },
    { LTRIM, "t", { "\t abc \n" }, {}, "\t abc \n" },
    { LTRIM, "t", { "    The quick brown fox, jumped over   " }, {},
      "The quick brown fox, jumped over   " },
    { LTRIM, "t", { WIDE }, {}, WIDE },
    { LTRIM, "tt", { "xxabcxy", "xy" }, {}, "abcxy" },
    { LTRIM, "tt", { "xyx", "xy" }, {}, "" },
    { LTRIM, "tt", { "abc", "" }, {}, "abc" },
    { LTRIM, "tt", { "", "x" }, {}, "" },
    { LTRIM, "tt", { "ééaéé", "é" }, {}, "aéé" },
    { LTRIM, "tt", { "ééaßé", "éß" }, {}, "aßé" },
    { LTRIM, "tt", { "日x日", "日" }, {}, "x日" },
    { LTRIM, "tt", { "a日本語🎉テキストa", "a日ト" }, {}, "本語🎉テキストa" },
    { LTRIM, "tt", { "aßa", "a" }, {}, "ßa" },
    { LTRIM, "tt", { "zzThe quick brown fox, jumped overzz", "zTr" }, {},
      "he quick brown fox, jumped overzz" },
    { RTRIM, "t", { "" }, {}, "" },
    { RTRIM, "t", { " " }, {}, "" },
    { RTRIM, "t", { "  abc  " }, {}, "  abc" },
    { RTRIM, "t", { "\t abc \n" }, {}, "\t abc \n" },
    { RTRIM, "t", { "    The quick brown fox, jumped over   " }, {},
      "    The quick brown fox, jumped over" },
    { RTRIM, "t", { WIDE }, {}, WIDE },
    { RTRIM, "tt", { "xxabcxy", "xy" }, {}, "xxabc" },
    { RTRIM, "tt", { "xyx", "xy" }, {}, "" },
    { RTRIM, "tt", { "abc", "" }, {}, "abc" },
    { RTRIM, "tt", { "", "x" }, {}, "" },
    { RTRIM, "tt", { "ééaéé", "é" }, {}, "ééa" },
    { RTRIM, "tt", { "ééaßé", "éß" }, {}, "ééa" },
    { RTRIM, "tt", { "日x日", "日" }, {}, "日x" },
    { RTRIM, "tt", { "a日本語🎉テキストa", "a日ト" }, {}, "a日本語🎉テキス" },
    { RTRIM, "tt", { "aßa", "a" }, {}, "aß" },
    { RTRIM, "tt", { "zzThe quick brown fox, jumped overzz", "zTr" }, {},
      "zzThe quick brown fox, jumped ove" },
    { STRPOS, "tt", { "", "" }, {}, "1" },
    { STRPOS, "tt", { "abc", "" }, {}, "1" },
    { STRPOS, "tt", { "", "a" }, {}, "0" },
    { STRPOS, "tt", { "abc", "c" }, {}, "3" },
    { STRPOS, "tt", { "abc", "abcd" }, {}, "0" },
    { STRPOS, "tt", { FOX, "fox" }, {}, "17" },
    { STRPOS, "tt", { FOX, "r" }, {}, "12" },
    { STRPOS, "tt", { WIDE, "ß" }, {}, "9" },
    { STRPOS, "tt", { WIDE, "ß S" }, {}, "0" },
    { STRPOS, "tt", { KANA, "語" }, {}, "3" },
    { STRPOS, "tt", { KANA, "ト" }, {}, "8" },
    { STRPOS, "tt", { FOX, "ver" }, {}, "30" },
    { STRPOS, "tt", { FOX, "verx" }, {}, "0" },
    { STRPOS, "tt", { FOX, FOX }, {}, "1" },
    { STRPOS, "tt", { WIDE, "ſkip ÿ" }, {}, "18" },
    { STARTS_WITH, "tt", { "", "" }, {}, "true" },
    { STARTS_WITH, "tt", { "abc", "" }, {}, "true" },
    { STARTS_WITH, "tt", { "", "a" }, {}, "false" },
    { STARTS_WITH, "tt", { "abc", "ab" }, {}, "true" },
    { STARTS_WITH, "tt", { "abc", "abc" }, {}, "true" },
    { STARTS_WITH, "tt", { "abc", "abcd" }, {}, "false" },
    { STARTS_WITH, "tt", { FOX, "The quick brown" }, {}, "true" },
    { STARTS_WITH, "tt", { FOX, "The quick brawn" }, {}, "false" },
    { STARTS_WITH, "tt", { WIDE, "Ün" }, {}, "true" },
    { REPLACE, "ttt", { "", "", "" }, {}, "" },
    { REPLACE, "ttt", { "abc", "", "x" }, {}, "abc" },
    { REPLACE, "ttt", { "abc", "b", "" }, {}, "ac" },
    { REPLACE, "ttt", { "abcabc", "bc", "xyz" }, {}, "axyzaxyz" },
    { REPLACE, "ttt", { "aaaa", "aa", "b" }, {}, "bb" },
    { REPLACE, "ttt", { "aaa", "aa", "b" }, {}, "ba" },
    { REPLACE, "ttt", { FOX, "o", "00" }, {}, "The quick br00wn f00x, jumped 00ver" },
    { REPLACE, "ttt", { FOX, "The", "A" }, {}, "A quick brown fox, jumped over" },
    { REPLACE, "ttt", { FOX, "over", "" }, {}, "The quick brown fox, jumped " },
    { REPLACE, "ttt", { WIDE, "ß", "ss" }, {}, "Ünïcödé sstrasse Ǆ ſkip ÿ" },
    { REPLACE, "ttt", { KANA, "🎉", "party" }, {}, "日本語partyテキスト" },
    { REPLACE, "ttt", { "abc", "z", "y" }, {}, "abc" },
    { REPLACE, "ttt", { "abc", "abc", "" }, {}, "" },
    { REPEAT, "ti", { "ab" }, {}, "" },
    { REPEAT, "ti", { "ab" }, { -1 }, "" },
    { REPEAT, "ti", { "ab" }, { 1 }, "ab" },
    { REPEAT, "ti", { "ab" }, { 7 }, "ababababababab" },
    { REPEAT, "ti", { "" }, { 5 }, "" },
    { REPEAT, "ti", { KANA }, { 2 }, "日本語🎉テキスト日本語🎉テキスト" },
    { REPEAT, "ti", { "abcde" }, { 6 }, "abcdeabcdeabcdeabcdeabcdeabcde" },
    { REPEAT, "ti", { "abc" }, { LOW }, "" },
    { TEXT_CONCAT, "tt", { "", "" }, {}, "" },
    { TEXT_CONCAT, "tt", { "a", "" }, {}, "a" },
    { TEXT_CONCAT, "tt", { "", "b" }, {}, "b" },
    { TEXT_CONCAT, "tt", { "abc", "def" }, {}, "abcdef" },
    { TEXT_CONCAT, "tt", { "abcdef", "ghijkl" }, {}, "abcdefghijkl" },
    { TEXT_CONCAT, "tt", { "abcdefg", "ghijkl" }, {}, "abcdefgghijkl" },
    { TEXT_CONCAT, "tt", { FOX, WIDE }, {},
      "The quick brown fox, jumped overÜnïcödé ßtraße Ǆ ſkip ÿ" },
    { TEXT_CONCAT, "tt", { KANA, "x" }, {}, "日本語🎉テキストx" },
    { LIKE_ESCAPE, "tt", { "a%", "#" }, {}, "a%" },
    { LIKE_ESCAPE, "tt", { "a#%", "#" }, {}, "a\\%" },
    { LIKE_ESCAPE, "tt", { "a\\b", "#" }, {}, "a\\\\b" },
    { LIKE_ESCAPE, "tt", { "a##b", "#" }, {}, "a\\#b" },
    { LIKE_ESCAPE, "tt", { "a\\b", "" }, {}, "a\\\\b" },
    { LIKE_ESCAPE, "tt", { "a\\%b", "\\" }, {}, "a\\%b" },
    { LIKE_ESCAPE, "tt", { "aéé%", "é" }, {}, "a\\é%" },
    { LIKE_ESCAPE, "tt", { "#", "#" }, {}, "\\" },
    { LIKE_ESCAPE, "tt", { "a#\\b", "#" }, {}, "a\\\\b" },
    { LIKE_ESCAPE, "tt", { "##%_", "#" }, {}, "\\#%_" },
    { LIKE_ESCAPE, "tt", { "", "#" }, {}, "" },
    { LIKE_ESCAPE, "tt", { "a%%b", "%" }, {}, "a\\%b" },
    { LIKE_ESCAPE, "tt", { "日%日%", "日" }, {}, "\\%\\%" },
};
#undef BTRIM
#undef CHAR_LENGTH
#undef LEFT
#undef LIKE_ESCAPE
#undef LOWER
#undef LTRIM
#undef OCTET_LENGTH
#undef REPEAT
#undef REPLACE
#undef REVERSE
#undef RIGHT
#undef RTRIM
#undef STARTS_WITH
#undef STRPOS
#undef SUBSTRING
#undef TEXT_CONCAT
#undef UPPER
// clang-format on

static Str text_of_row(Cx *cx, const Column *column, uint32_t row)
{
    if (column->layout == LAYOUT_VIEW)
        return view_str((const StrView *)column->data + row, column->heaps);
    if (column->layout == LAYOUT_BOOL)
        return str_of(((const bool *)column->data)[row] ? "true" : "false");
    return str_format(cx->arena, "%d", ((const int32_t *)column->data)[row]);
}

static bool run_case(Cx *cx, const TextExample *text_case, Column *out)
{
    Column args[FUNCTION_ARGS_MAX];
    int texts = 0, integers = 0;
    uint32_t count = (uint32_t)strlen(text_case->arguments);

    for (uint32_t arg = 0; arg < count; arg++)
        args[arg] = text_case->arguments[arg] == 't' ? case_text(cx, text_case->text[texts++])
                                                     : case_int(cx, text_case->integer[integers++]);
    KernelCall call = {
        .cx = cx, .args = args, .arg_count = count, .rows = 1, .position = NO_POSITION
    };
    return text_case->kernel(&call, out);
}

TEST(text_functions_give_what_postgresql_gives)
{
    for (size_t at = 0; at < COUNT_OF(text_cases); at++) {
        Column out;

        EXPECT(run_case(cx, &text_cases[at], &out));
        EXPECT_STR(text_of_row(cx, &out, 0), text_cases[at].wanted);
    }
}

TEST(short_pieces_of_views_are_padded_with_zeros)
{
    Column out;
    TextExample cases[] = {
        { kernel_left, "ti", { FOX }, { 3 }, "The" },
        { kernel_right, "ti", { FOX }, { 3 }, "ver" },
        { kernel_left, "ti", { "The fox" }, { 3 }, "The" },
        { kernel_repeat, "ti", { "The" }, { 1 }, "The" },
    };

    for (size_t at = 0; at < COUNT_OF(cases); at++) {
        StrView wanted = view_make(str_of(cases[at].wanted), 0, 0);
        EXPECT(run_case(cx, &cases[at], &out));
        EXPECT(memcmp(out.data, &wanted, sizeof wanted) == 0);
    }
}

TEST(long_pieces_lie_in_the_heaps_of_their_argument)
{
    Column text = case_text(cx, FOX), from = case_int(cx, 5), out;
    Column args[] = { text, from };
    KernelCall call = { .cx = cx, .args = args, .arg_count = 2, .rows = 1 };

    EXPECT(kernel_substring(&call, &out));
    EXPECT(out.heaps == text.heaps && out.heap_count == text.heap_count);
    EXPECT(view_bytes(out.data, out.heaps) == view_bytes(text.data, text.heaps) + 4);
}

static void expect_failure(const TextExample *text_case, ErrorCode code, const char *message)
{
    Arena *arena = arena_new(NULL);
    Cx cx = { .arena = arena };
    Column out;

    EXPECT(!run_case(&cx, text_case, &out));
    EXPECT_ERROR(&cx, code);
    EXPECT_STR(str_of(cx.error.message), message);
    arena_free(arena);
}

TEST(text_functions_refuse_as_postgresql_refuses)
{
    expect_failure(&(TextExample){ kernel_substring, "tii", { "abc" }, { 1, -1 } },
                   ERR_SUBSTRING_ERROR, "negative substring length not allowed");
    expect_failure(&(TextExample){ kernel_substring, "tii", { "abc" }, { 4, LOW } },
                   ERR_SUBSTRING_ERROR, "negative substring length not allowed");
    expect_failure(&(TextExample){ kernel_repeat, "ti", { "ab" }, { 600000000 } },
                   ERR_PROGRAM_LIMIT_EXCEEDED, "requested length too large");
    expect_failure(&(TextExample){ kernel_repeat, "ti", { FOX }, { HIGH } },
                   ERR_PROGRAM_LIMIT_EXCEEDED, "requested length too large");
    expect_failure(&(TextExample){ kernel_like_escape, "tt", { "abc", "##" } },
                   ERR_INVALID_ESCAPE_SEQUENCE, "invalid escape string");
}

TEST(replace_refuses_results_beyond_a_gigabyte)
{
    Str texts[] = { { arena_alloc(cx->arena, 40000), 40000 } };
    char *bytes = memset(arena_alloc(cx->arena, 40000), 'a', 40000);
    texts[0].data = bytes;
    Column args[] = { case_texts(cx, texts, 1), case_text(cx, "a"), case_texts(cx, texts, 1) };
    KernelCall call = { .cx = cx, .args = args, .arg_count = 3, .rows = 1 };
    Column out;

    EXPECT(!kernel_replace(&call, &out));
    EXPECT_ERROR(cx, ERR_PROGRAM_LIMIT_EXCEEDED);
}

TEST(concat_skips_nulls_and_is_never_null)
{
    static const struct {
        int valid; /* bit a: argument a is not null */
        const char *wanted;
    } cases[] = { { 7, "onetwo" FOX }, { 5, "one" FOX }, { 2, "two" }, { 0, "" } };
    const char *texts[] = { "one", "two", FOX };

    for (size_t at = 0; at < COUNT_OF(cases); at++) {
        Column args[3], out;
        for (int arg = 0; arg < 3; arg++)
            args[arg] = cases[at].valid >> arg & 1 ? case_text(cx, texts[arg])
                                                   : column_null(cx->arena, LAYOUT_VIEW, 1);
        KernelCall call = { .cx = cx, .args = args, .arg_count = 3, .rows = 1 };
        EXPECT(kernel_concat(&call, &out));
        EXPECT(!out.validity);
        EXPECT_STR(text_of_row(cx, &out, 0), cases[at].wanted);
    }
}

TEST(case_tables_know_as_many_letters_as_postgresql)
{
    int counts[2] = { 0, 0 };
    int64_t sums[2] = { 0, 0 };

    for (uint32_t code = 1; code < 0x110000; code++)
        for (int wanted = CASE_LOWER; wanted <= CASE_UPPER; wanted++) {
            uint32_t other = code_point_to_case(code, (TextCase)wanted);
            counts[wanted] += other != code;
            sums[wanted] += other == code ? 0 : (int64_t)code * other % 1000003;
        }
    EXPECT(counts[CASE_UPPER] == 1450 && counts[CASE_LOWER] == 1433);
    EXPECT(sums[CASE_UPPER] == 668528224 && sums[CASE_LOWER] == 656656663);
}

TEST(characters_are_counted_in_strings_of_any_length)
{
    StrBuilder text = str_builder(cx->arena);

    for (size_t count = 0; count < 700; count++) {
        EXPECT(char_count(text.data, text.length) == count);
        str_add_c(&text, count % 7 ? "é" : count % 3 ? "a" : "🎉");
    }
}

TEST(fast_search_finds_what_plain_search_finds)
{
    uint64_t seed = 7;

    if (!__builtin_cpu_supports("avx2"))
        return;
    for (int round = 0; round < 20000; round++) {
        size_t length = case_random(&seed, 120), needle_length = 1 + case_random(&seed, 9);
        char *text = arena_alloc(cx->arena, length), needle[16];

        for (size_t at = 0; at < length; at++)
            text[at] = (char)('a' + case_random(&seed, 2));
        for (size_t at = 0; at < needle_length; at++)
            needle[at] = (char)('a' + case_random(&seed, 2));
        Str wanted = { needle, needle_length };
        EXPECT(text_find_avx2(text, text + length, wanted) ==
               text_find_plain(text, text + length, wanted));
        arena_reset(cx->arena);
    }
}

/* --- Random batches -------------------------------------------------------------------------- */

static Column random_texts(Cx *cx, uint64_t *seed, uint32_t letters_max)
{
    static const char *const letters[] = { "a", "b", " ", "A", "x", "é", "ß", "日", "🎉", "ſ" };
    Str texts[CASE_ROWS];

    for (uint32_t row = 0; row < CASE_ROWS; row++) {
        StrBuilder text = str_builder(cx->arena);
        uint32_t length = case_random(seed, letters_max + 1);
        uint32_t kinds = case_random(seed, 2) ? 5 : COUNT_OF(letters);

        for (uint32_t at = 0; at < length; at++)
            str_add_c(&text, letters[case_random(seed, kinds)]);
        texts[row] = str_built(&text);
    }
    return case_texts(cx, texts, CASE_ROWS);
}

static Column random_int8s(Cx *cx, uint64_t *seed, int low, int high)
{
    int8_t *values = column_alloc(cx->arena, LAYOUT_I8, CASE_ROWS);

    for (uint32_t row = 0; row < CASE_ROWS; row++)
        values[row] = (int8_t)(low + (int)case_random(seed, (uint32_t)(high - low + 1)));
    return column_flat(LAYOUT_I8, CASE_ROWS, values, NULL);
}

TEST(text_kernels_treat_every_row_alone)
{
    static const Kernel of_text[] = { kernel_upper,       kernel_lower,         kernel_reverse,
                                      kernel_char_length, kernel_bpchar_length, kernel_octet_length,
                                      kernel_btrim,       kernel_ltrim,         kernel_rtrim };
    static const Kernel of_texts[] = { kernel_text_concat, kernel_btrim,  kernel_ltrim,
                                       kernel_rtrim,       kernel_strpos, kernel_starts_with,
                                       kernel_like,        kernel_ilike,  kernel_not_like,
                                       kernel_concat };
    static const Kernel of_int[] = { kernel_substring, kernel_left, kernel_right, kernel_repeat };
    uint64_t seed = 1;
    Column texts[] = { random_texts(cx, &seed, 30), random_texts(cx, &seed, 3),
                       random_texts(cx, &seed, 20) };
    Column mixed[] = { texts[0], random_int8s(cx, &seed, -40, 40), random_int8s(cx, &seed, 0, 40) };

    for (size_t at = 0; at < COUNT_OF(of_text); at++)
        case_check_rows(cx, of_text[at], texts, NULL, 1, type_of(TYPE_TEXT));
    for (size_t at = 0; at < COUNT_OF(of_texts); at++)
        case_check_rows(cx, of_texts[at], texts, NULL, 2, type_of(TYPE_TEXT));
    for (size_t at = 0; at < COUNT_OF(of_int); at++)
        case_check_rows(cx, of_int[at], mixed, NULL, 2, type_of(TYPE_TEXT));
    case_check_rows(cx, kernel_substring, mixed, NULL, 3, type_of(TYPE_TEXT));
    case_check_rows(cx, kernel_replace, texts, NULL, 3, type_of(TYPE_TEXT));
}
