/* wire_test.c -- frames, fields, messages, names and passwords of the wire, without a session. */
#include "server/wire/name_map.h"
#include "server/wire/scram.h"
#include "server/wire/wire_read.h"
#include "server/wire/wire_write.h"
#include "tests/unit/test.h"

#include <stdlib.h>

static Str bytes_of(WireReader body)
{
    return (Str){ (const char *)body.at, wire_read_left(&body) };
}

/* ---- frames -------------------------------------------------------------------------------- */

TEST(a_message_is_taken_once_its_last_byte_has_arrived)
{
    Str stream = STR_LIT("Q\0\0\0\x0cselect 1S\0\0\0\x04X\0\0\0\x04");

    for (size_t split = 0; split <= stream.length; split++) {
        WireIn in = { 0 };
        WireMessage message;
        char types[4] = "";
        size_t taken = 0;
        for (size_t part = 0; part < 2; part++) {
            Str bytes =
                part ? str_slice(stream, split, stream.length) : str_slice(stream, 0, split);
            EXPECT(wire_in_feed(&in, bytes.data, bytes.length));
            while (wire_in_take(&in, &wire_session_limits, &message) == WIRE_TAKEN_MESSAGE) {
                types[taken++] = (char)message.type;
                if (message.type == 'Q')
                    EXPECT_STR(bytes_of(message.body), "select 1");
            }
        }
        EXPECT_STR(str_of(types), "QSX");
        EXPECT(wire_in_pending(&in) == 0);
        wire_in_fini(&in);
    }
}

static WireTaken take_one(Str stream)
{
    WireIn in = { 0 };
    WireMessage message;

    EXPECT(wire_in_feed(&in, stream.data, stream.length));
    WireTaken taken = wire_in_take(&in, &wire_session_limits, &message);
    wire_in_fini(&in);
    return taken;
}

TEST(lengths_that_cannot_be_break_the_stream)
{
    EXPECT(take_one(STR_LIT("S\0\0\0\x03")) == WIRE_TAKEN_BROKEN);
    EXPECT(take_one(STR_LIT("S\0\0\0\0")) == WIRE_TAKEN_BROKEN);
    EXPECT(take_one(STR_LIT("S\xff\xff\xff\xff")) == WIRE_TAKEN_BROKEN);
    EXPECT(take_one(STR_LIT("S\0\0\x27\x11")) == WIRE_TAKEN_BROKEN);  /* 10001 */
    EXPECT(take_one(STR_LIT("S\0\0\x27\x10")) == WIRE_TAKEN_NOTHING); /* 10000 */
    EXPECT(take_one(STR_LIT("Q\x3f\xff\xff\xff")) == WIRE_TAKEN_BROKEN);
    EXPECT(take_one(STR_LIT("Q\x3f\xff\xff\xfe")) == WIRE_TAKEN_NOTHING);
    EXPECT(take_one(STR_LIT("\xff")) == WIRE_TAKEN_UNKNOWN);
    EXPECT(take_one(STR_LIT("p")) == WIRE_TAKEN_UNKNOWN);
}

static WireTaken take_startup(Str stream)
{
    WireIn in = { 0 };
    WireMessage message;

    EXPECT(wire_in_feed(&in, stream.data, stream.length));
    WireTaken taken = wire_in_take_startup(&in, &message);
    wire_in_fini(&in);
    return taken;
}

TEST(startup_packets_are_short)
{
    EXPECT(take_startup(STR_LIT("\0\0\0\x08\x04\xd2\x16\x2f")) == WIRE_TAKEN_MESSAGE);
    EXPECT(take_startup(STR_LIT("\0\0\0")) == WIRE_TAKEN_NOTHING);
    EXPECT(take_startup(STR_LIT("\0\0\x27\x10")) == WIRE_TAKEN_NOTHING);
    EXPECT(take_startup(STR_LIT("\0\0\x27\x11")) == WIRE_TAKEN_BROKEN);
    EXPECT(take_startup(STR_LIT("\0\0\0\x07")) == WIRE_TAKEN_BROKEN);
    EXPECT(take_startup(STR_LIT("GET ")) == WIRE_TAKEN_BROKEN);
}

TEST(memory_follows_the_bytes_and_not_their_claim)
{
    Budget budget;
    budget_init(&budget, NULL, "test", INT64_MAX);
    WireIn in = { .budget = &budget };
    WireMessage message;

    EXPECT(wire_in_feed(&in, "Q\x3f\xff\xff\xfe", 5));
    EXPECT(wire_in_take(&in, &wire_session_limits, &message) == WIRE_TAKEN_NOTHING);
    EXPECT(budget.used_bytes == WIRE_BUFFER_BYTES_MIN);
    wire_in_fini(&in);
    EXPECT(budget.used_bytes == 0);
}

TEST(a_buffer_gives_back_what_a_large_message_has_needed)
{
    enum { LARGE = 1 << 20 };
    Budget budget;
    budget_init(&budget, NULL, "test", INT64_MAX);
    WireIn in = { .budget = &budget };
    WireMessage message;
    char *large = calloc(1, LARGE);

    memcpy(large, "Q\x00\x0f\xff\xff", 5);
    EXPECT(wire_in_feed(&in, large, LARGE));
    EXPECT(budget.used_bytes >= LARGE);
    EXPECT(wire_in_take(&in, &wire_session_limits, &message) == WIRE_TAKEN_MESSAGE);
    EXPECT(wire_in_feed(&in, "S", 1));
    EXPECT(budget.used_bytes == WIRE_BUFFER_BYTES_MIN);
    wire_in_fini(&in);
    free(large);
}

TEST(a_budget_refuses_bytes)
{
    Budget budget;
    budget_init(&budget, NULL, "test", WIRE_BUFFER_BYTES_MIN);
    WireIn in = { .budget = &budget };
    char bytes[WIRE_BUFFER_BYTES_MIN] = "";

    EXPECT(wire_in_feed(&in, bytes, sizeof bytes));
    EXPECT(!wire_in_feed(&in, bytes, 1));
    EXPECT(wire_in_pending(&in) == sizeof bytes);
    wire_in_fini(&in);
    EXPECT(budget.used_bytes == 0);
}

/* ---- fields -------------------------------------------------------------------------------- */

static WireReader reader_of(Str bytes)
{
    const uint8_t *at = (const uint8_t *)bytes.data;
    return (WireReader){ at, at + bytes.length };
}

TEST(fields_are_big_endian)
{
    WireReader reader = reader_of(STR_LIT("\x01\x02\x03\x04\x05\x06\x07text\0rest"));
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    Str text, rest;

    EXPECT(wire_read_u8(cx, &reader, &u8) && u8 == 1);
    EXPECT(wire_read_u16(cx, &reader, &u16) && u16 == 0x0203);
    EXPECT(wire_read_u32(cx, &reader, &u32) && u32 == 0x04050607);
    EXPECT(wire_read_string(cx, &reader, &text));
    EXPECT_STR(text, "text");
    EXPECT(!wire_read_end(cx, &reader));
    EXPECT_STR(str_of(cx->error.message), "invalid message format");
    EXPECT(wire_read_bytes(cx, &reader, 4, &rest));
    EXPECT_STR(rest, "rest");
    EXPECT(wire_read_end(cx, &reader));
}

TEST(no_field_reaches_beyond_its_message)
{
    WireReader reader = reader_of(STR_LIT("abc"));
    uint32_t u32;
    Str text;

    EXPECT(!wire_read_u32(cx, &reader, &u32));
    EXPECT_STR(str_of(cx->error.message), "insufficient data left in message");
    EXPECT_ERROR(cx, ERR_PROTOCOL_VIOLATION);
    cx->error = (Error){ 0 };
    EXPECT(!wire_read_bytes(cx, &reader, SIZE_MAX, &text));
    cx->error = (Error){ 0 };
    EXPECT(!wire_read_string(cx, &reader, &text));
    EXPECT_STR(str_of(cx->error.message), "invalid string in message");
    EXPECT(wire_read_left(&reader) == 3);
}

/* By the definition, a bit at a time: the twin of what wire_check_utf8 does by tables. */
static bool is_utf8_by_the_book(const uint8_t *at, size_t length)
{
    while (length) {
        int ones = 0;
        while (ones < 8 && (at[0] & (0x80 >> ones)))
            ones++;
        size_t bytes = ones == 0 ? 1 : (size_t)ones;
        if (ones == 1 || ones > 4 || bytes > length)
            return false;
        uint32_t value = ones ? at[0] & (0x7fu >> ones) : at[0];
        for (size_t next = 1; next < bytes; next++) {
            if ((at[next] & 0xc0) != 0x80)
                return false;
            value = value << 6 | (at[next] & 0x3f);
        }
        static const uint32_t least[] = { 0, 1, 0x80, 0x800, 0x10000 };
        if (value < least[bytes] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
            return false;
        at += bytes;
        length -= bytes;
    }
    return true;
}

TEST(utf8_is_what_the_definition_says)
{
    uint64_t random = 1;
    uint8_t bytes[24];

    for (uint32_t pair = 0; pair < 0x10000; pair++) {
        uint8_t four[] = { (uint8_t)(pair >> 8), (uint8_t)pair, 0xbf, 0x80 };
        for (size_t length = 1; length <= 4; length++) {
            EXPECT(wire_check_utf8(cx, (Str){ (char *)four, length }) ==
                   is_utf8_by_the_book(four, length));
            cx->error = (Error){ 0 };
        }
    }
    for (int round = 0; round < 20000; round++) {
        for (size_t at = 0; at < sizeof bytes; at++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            bytes[at] =
                random >> 61 ? (uint8_t)('a' + (random >> 40) % 26) : (uint8_t)(random >> 32);
        }
        EXPECT(wire_check_utf8(cx, (Str){ (char *)bytes, sizeof bytes }) ==
               is_utf8_by_the_book(bytes, sizeof bytes));
        cx->error = (Error){ 0 };
    }
}

/* ---- messages ------------------------------------------------------------------------------ */

#define EXPECT_BYTES(out, wanted)                                                                  \
    do {                                                                                           \
        EXPECT(str_equal(wire_out_bytes(out), STR_LIT(wanted)));                                   \
        wire_out_sent(out, wire_out_pending(out));                                                 \
    } while (0)

TEST(every_message_has_its_bytes)
{
    WireOut out;
    WireColumn columns[] = { { .name = STR_LIT("n"), .type_oid = 23, .typlen = 4, .typmod = -1 },
                             { .name = STR_LIT("x"),
                               .table_oid = 258,
                               .attnum = 2,
                               .type_oid = 1700,
                               .typlen = -1,
                               .typmod = 655366 } };
    uint32_t oids[] = { 23, 1043 };
    WirePrepared prepared = { .columns = columns,
                              .column_count = 2,
                              .parameter_oids = oids,
                              .parameter_count = 2,
                              .returns_rows = true };

    wire_out_init(&out, 1 << 20, NULL);
    wire_write_empty(&out, '1');
    EXPECT_BYTES(&out, "1\0\0\0\4");
    wire_write_authentication_ok(&out);
    EXPECT_BYTES(&out, "R\0\0\0\x8\0\0\0\0");
    wire_write_sasl_mechanisms(&out, NULL, "SCRAM-SHA-256");
    EXPECT_BYTES(&out, "R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-256\0\0");
    wire_write_sasl_continue(&out, STR_LIT("r=x"));
    EXPECT_BYTES(&out, "R\0\0\0\x0b\0\0\0\x0br=x");
    wire_write_sasl_final(&out, STR_LIT("v=y"));
    EXPECT_BYTES(&out, "R\0\0\0\x0b\0\0\0\x0cv=y");
    wire_write_negotiate_version(&out, &STR_LIT("_pq_.a"), 1);
    EXPECT_BYTES(&out, "v\0\0\0\x13\0\3\0\0\0\0\0\1_pq_.a\0");
    wire_write_backend_key(&out, 1, 0x01020304);
    EXPECT_BYTES(&out, "K\0\0\0\x0c\0\0\0\1\1\2\3\4");
    wire_write_parameter_status(&out, STR_LIT("a"), STR_LIT("b"));
    EXPECT_BYTES(&out, "S\0\0\0\x8"
                       "a\0b\0");
    wire_write_ready(&out, 'I');
    EXPECT_BYTES(&out, "Z\0\0\0\5I");
    wire_write_row_description(&out, &prepared, (uint16_t[]){ 0, 1 });
    EXPECT_BYTES(&out, "T\0\0\0\x2e\0\2n\0\0\0\0\0\0\0\0\0\0\x17\0\4\xff\xff\xff\xff\0\0"
                       "x\0\0\0\1\2\0\2\0\0\6\xa4\xff\xff\0\x0a\0\6\0\1");
    wire_write_parameter_description(&out, &prepared);
    EXPECT_BYTES(&out, "t\0\0\0\x0e\0\2\0\0\0\x17\0\0\4\x13");
    wire_write_command_complete(&out, STR_LIT("SELECT 1"));
    EXPECT_BYTES(&out, "C\0\0\0\x0dSELECT 1\0");
    wire_write_notification(&out, 7, STR_LIT("c"), STR_LIT("p"));
    EXPECT_BYTES(&out, "A\0\0\0\x0c\0\0\0\7c\0p\0");
    wire_write_copy_response(&out, 'H', 1, 2);
    EXPECT_BYTES(&out, "H\0\0\0\x0b\1\0\2\0\1\0\1");
    wire_write_copy_data(&out, STR_LIT("a\tb\n"));
    EXPECT_BYTES(&out, "d\0\0\0\x8"
                       "a\tb\n");
    wire_out_fini(&out);
}

TEST(an_error_has_its_fields_and_counts_characters)
{
    WireOut out;
    Error error = { .code = ERR_UNDEFINED_COLUMN,
                    .position = 9, /* bytes: two characters before have two and three */
                    .message = "m",
                    .detail = "d",
                    .hint = "h",
                    .context = "w" };

    wire_out_init(&out, 1 << 20, NULL);
    wire_write_error(&out, WIRE_ERROR, &error, STR_LIT("\xc3\xa4\xe2\x82\xac    x"));
    EXPECT_BYTES(&out, "E\0\0\0\x29SERROR\0VERROR\0C42703\0Mm\0Dd\0Hh\0P7\0Ww\0\0");
    error = (Error){ .code = ERR_ADMIN_SHUTDOWN, .position = NO_POSITION, .message = "m" };
    wire_write_error(&out, WIRE_FATAL, &error, STR_NONE);
    EXPECT_BYTES(&out, "E\0\0\0\x1dSFATAL\0VFATAL\0C57P01\0Mm\0\0");
    error.code = ERR_NONE;
    wire_write_error(&out, WIRE_WARNING, &error, STR_NONE);
    EXPECT_BYTES(&out, "N\0\0\0\x21SWARNING\0VWARNING\0C01000\0Mm\0\0");
    wire_out_fini(&out);
}

TEST(output_stops_at_its_limit)
{
    Budget budget;
    WireOut out;
    char bytes[100] = "";

    budget_init(&budget, NULL, "test", INT64_MAX);
    wire_out_init(&out, 250, &budget);
    wire_put_bytes(&out, bytes, sizeof bytes);
    wire_put_bytes(&out, bytes, sizeof bytes);
    EXPECT(!out.overflowed && wire_out_pending(&out) == 200);
    wire_out_sent(&out, 150); /* makes room */
    wire_put_bytes(&out, bytes, sizeof bytes);
    wire_put_bytes(&out, bytes, sizeof bytes);
    EXPECT(!out.overflowed && wire_out_pending(&out) == 250);
    EXPECT(budget.used_bytes == 250);
    wire_write_ready(&out, 'I');
    EXPECT(out.overflowed && wire_out_pending(&out) == 250);
    wire_out_fini(&out);
    EXPECT(budget.used_bytes == 0);
}

TEST(a_message_survives_the_growth_of_its_buffer)
{
    WireOut out;
    char *large = calloc(1, 100000);

    wire_out_init(&out, 1 << 20, NULL);
    wire_write_ready(&out, 'I');
    wire_write_ready(&out, 'I');
    wire_out_sent(&out, 6);
    wire_write_copy_data(&out, (Str){ large, 100000 });
    EXPECT(str_equal(str_slice(wire_out_bytes(&out), 0, 11), STR_LIT("Z\0\0\0\5Id\0\1\x86\xa4")));
    EXPECT(wire_out_pending(&out) == 100011);
    wire_out_fini(&out);
    free(large);
}

/* ---- names --------------------------------------------------------------------------------- */

TEST(names_are_found_among_many)
{
    enum { NAMES = 3000 };
    NameMap map;
    NameEntry *entries = arena_zero(cx->arena, NAMES * sizeof *entries);

    name_map_init(&map, 42);
    EXPECT(name_map_find(&map, STR_LIT("name 1")) == NULL);
    for (int at = 0; at < NAMES; at++) {
        entries[at].name = str_format(cx->arena, "name %d", at);
        EXPECT(name_map_put(&map, &entries[at]));
    }
    for (int at = 0; at < NAMES; at += 2)
        name_map_remove(&map, &entries[at]);
    EXPECT(map.count == NAMES / 2);
    for (int at = 0; at < NAMES; at++)
        EXPECT(name_map_find(&map, str_format(cx->arena, "name %d", at)) ==
               (at % 2 ? &entries[at] : NULL));
    for (NameEntry *entry; (entry = name_map_any(&map));)
        name_map_remove(&map, entry);
    name_map_fini(&map);
}

/* ---- passwords ----------------------------------------------------------------------------- */

static const uint8_t secret[SCRAM_SECRET_BYTES] = { 1, 2, 3 };

/* The example of RFC 7677, section 3. */
#define RFC_FIRST  "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
#define RFC_NONCE  "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
#define RFC_SERVER "r=rOprNGfwEbeRWgbNEkqO" RFC_NONCE ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
#define RFC_FINAL                                                                                  \
    "c=biws,r=rOprNGfwEbeRWgbNEkqO" RFC_NONCE ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
#define RFC_SIGNATURE "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

static Str rfc_verifier(Cx *cx)
{
    static const uint8_t salt[] = { 0x5b, 0x6d, 0x99, 0x68, 0x9d, 0x12, 0x35, 0x8e,
                                    0xec, 0xa0, 0x4b, 0x14, 0x12, 0x36, 0xfa, 0x81 };
    Str verifier = STR_NONE;

    EXPECT(scram_verifier_make(cx, STR_LIT("pencil"), 4096, salt, &verifier));
    return verifier;
}

TEST(scram_plays_the_example_of_the_rfc)
{
    Scram scram;
    Str answer;
    bool is_right = false;

    scram_begin(&scram, STR_LIT("user"), rfc_verifier(cx), secret);
    EXPECT(!scram.is_mock);
    EXPECT(scram_first(cx, &scram, STR_LIT(RFC_FIRST), RFC_NONCE, &answer));
    EXPECT_STR(answer, RFC_SERVER);
    EXPECT(scram_final(cx, &scram, STR_LIT(RFC_FINAL), &is_right, &answer));
    EXPECT(is_right);
    EXPECT_STR(answer, RFC_SIGNATURE);
}

TEST(a_made_up_verifier_never_lets_anybody_in)
{
    Scram scram;
    Str answer;
    bool is_right = true;

    scram_begin(&scram, STR_LIT("user"), STR_NONE, secret);
    EXPECT(scram.is_mock);
    memset(scram.verifier.stored_key, 0, SCRAM_KEY_BYTES);
    EXPECT(scram_first(cx, &scram, STR_LIT(RFC_FIRST), RFC_NONCE, &answer));
    EXPECT(scram_final(cx, &scram, STR_LIT(RFC_FINAL), &is_right, &answer));
    EXPECT(!is_right);
}

TEST(a_wrong_proof_is_no_error_but_not_right)
{
    Scram scram;
    Str answer;
    bool is_right = true;

    scram_begin(&scram, STR_LIT("user"), rfc_verifier(cx), secret);
    EXPECT(scram_first(cx, &scram, STR_LIT(RFC_FIRST), RFC_NONCE, &answer));
    EXPECT(scram_final(cx, &scram,
                       STR_LIT("c=biws,r=rOprNGfwEbeRWgbNEkqO" RFC_NONCE
                               ",p=eHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="),
                       &is_right, &answer));
    EXPECT(!is_right);
    EXPECT(!has_failed(cx));
}

TEST(a_verifier_is_parsed_or_refused)
{
    static const char *const bad[] = {
        "",
        "SCRAM-SHA-256",
        "SCRAM-SHA-1$4096:AAAA$AAAA:AAAA",
        "md5abc",
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$AAAA:AAAA",
        "SCRAM-SHA-256$0:W22ZaJ0SNY7soEsUEjb6gQ==$x:y",
    };
    ScramVerifier verifier;
    Str good = rfc_verifier(cx);

    EXPECT(str_starts(good, "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"));
    EXPECT(scram_verifier_parse(good, &verifier));
    EXPECT(verifier.iterations == 4096 && verifier.salt_bytes == SCRAM_SALT_BYTES);
    for (size_t cut = 1; cut < good.length; cut++)
        EXPECT(!scram_verifier_parse(str_slice(good, 0, good.length - cut), &verifier));
    for (size_t at = 0; at < COUNT_OF(bad); at++)
        EXPECT(!scram_verifier_parse(str_of(bad[at]), &verifier));
}

TEST(two_verifiers_of_one_password_differ)
{
    Str one = STR_NONE, two = STR_NONE;

    EXPECT(scram_verifier_make(cx, STR_LIT("x"), SCRAM_ITERATIONS, NULL, &one));
    EXPECT(scram_verifier_make(cx, STR_LIT("x"), SCRAM_ITERATIONS, NULL, &two));
    EXPECT(!str_equal(one, two));
    EXPECT(!scram_verifier_make(cx, STR_LIT("a\0b"), SCRAM_ITERATIONS, NULL, &one));
    EXPECT_ERROR(cx, ERR_INVALID_PARAMETER_VALUE);
}

TEST(truncated_scram_messages_are_errors)
{
    Str first = STR_LIT(RFC_FIRST), final = STR_LIT(RFC_FINAL), answer;
    Str verifier = rfc_verifier(cx);
    bool is_right;

    for (size_t length = 0; length < final.length; length++) {
        Scram scram;
        scram_begin(&scram, STR_LIT("user"), verifier, secret);
        cx->error = (Error){ 0 };
        if (length < 12) /* what stays is no nonce */
            EXPECT(!scram_first(cx, &scram, str_slice(first, 0, length), RFC_NONCE, &answer));
        cx->error = (Error){ 0 };
        EXPECT(scram_first(cx, &scram, first, RFC_NONCE, &answer));
        EXPECT(!scram_final(cx, &scram, str_slice(final, 0, length), &is_right, &answer));
        EXPECT_ERROR(cx, ERR_PROTOCOL_VIOLATION);
    }
}
