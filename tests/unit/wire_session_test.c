/*
 * wire_session_test.c -- the machine of the wire, fed with bytes over the fake host.
 *
 * However the bytes arrive, however late the host answers, however slowly the output is taken:
 * the same is said.
 */
#include "tests/unit/test.h"
#include "tests/wire/fake_host.h"

#include <stdio.h>
#include <stdlib.h>

enum { WORKS_MAX = 16 };

/* A session with its host and its clock, which only moves when told. */
typedef struct Bench {
    WireSession *session;
    FakeHost *host;
    FakeCounts counts;
    Budget budget;
    StrBuilder said; /* all output taken so far */
    struct {
        FakeWork *work;
        void *arg;
    } works[WORKS_MAX];
    int work_count;
    size_t unsent_max; /* the most that was ever waiting to be sent, blocks in place included */
} Bench;

static void bench_later(void *self, int delay_ms, FakeWork *work, void *arg)
{
    Bench *bench = self;

    (void)delay_ms;
    assert(bench->work_count < WORKS_MAX);
    bench->works[bench->work_count].work = work;
    bench->works[bench->work_count++].arg = arg;
}

/* The clock strikes: everything that was put off is done; what that puts off is not. */
static bool bench_tick(Bench *bench, WireSession *session)
{
    int count = bench->work_count;
    Bench before = *bench;

    bench->work_count = 0;
    for (int at = 0; at < count; at++)
        before.works[at].work(session, before.works[at].arg);
    return count > 0;
}

static void bench_open_as(Cx *cx, Bench *bench, bool answers_late,
                          WireAuthentication authentication)
{
    static const uint8_t secret[32] = { 7 };

    *bench = (Bench){ .said = str_builder(cx->arena) };
    budget_init(&bench->budget, NULL, "wire", INT64_MAX);
    bench->host = fake_host_new(&bench->counts, (FakeClock){ bench_later, bench });
    bench->host->answers_late = answers_late;
    bench->session = wire_session_new(&(WireConfig){ .ops = &fake_ops,
                                                     .self = bench->host,
                                                     .authentication = authentication,
                                                     .pid = 77,
                                                     .key = 99,
                                                     .mock_secret = secret,
                                                     .budget = &bench->budget });
}

static void bench_open(Cx *cx, Bench *bench, bool answers_late)
{
    bench_open_as(cx, bench, answers_late, WIRE_AUTHENTICATION_TRUST);
}

/* Take output, at most `piece` bytes at a time; false: there was none. */
static bool bench_take(Bench *bench, size_t piece)
{
    WireOutput output = wire_session_output(bench->session);
    size_t total = output.part[0].length + output.part[1].length;
    int part = output.part[0].length ? 0 : 1;
    size_t count = output.part[part].length < piece ? output.part[part].length : piece;

    bench->unsent_max = total > bench->unsent_max ? total : bench->unsent_max;
    if (!count)
        return false;
    str_add(&bench->said, str_slice(output.part[part], 0, count));
    wire_session_sent(bench->session, count);
    return true;
}

/* Until nothing moves any more. */
static void bench_settle(Bench *bench, size_t piece)
{
    bool moved = true;

    while (moved) {
        moved = false;
        while (bench_take(bench, piece))
            moved = true;
        moved |= bench_tick(bench, bench->session);
    }
}

/* Everything the host was given has been given back. */
static void bench_close(Bench *bench)
{
    wire_session_free(bench->session);
    bench->session = NULL;
    while (bench_tick(bench, NULL))
        ;
    EXPECT(bench->counts.started == bench->counts.closed);
    EXPECT(bench->counts.prepared == bench->counts.forgotten);
    EXPECT(bench->counts.blocks_made == bench->counts.blocks_released);
    EXPECT(bench->budget.used_bytes == 0);
}

/* ---- what clients send --------------------------------------------------------------------- */

static void add_u32(StrBuilder *to, uint32_t value)
{
    str_add_bytes(
        to, (char[]){ (char)(value >> 24), (char)(value >> 16), (char)(value >> 8), (char)value },
        4);
}

static void add_message(StrBuilder *to, char type, Str body)
{
    if (type)
        str_add_char(to, type);
    add_u32(to, (uint32_t)body.length + 4);
    str_add(to, body);
}

#define ADD(to, type, body) add_message(to, type, STR_LIT(body))

static void add_query(StrBuilder *to, const char *sql)
{
    add_message(to, 'Q', (Str){ sql, strlen(sql) + 1 });
}

static void add_startup(StrBuilder *to)
{
    ADD(to, 0, "\0\3\0\0user\0alice\0database\0x\0application_name\0test\0\0");
}

/* Parse of `sql` under the name "s". */
static void add_parse(Cx *cx, StrBuilder *to, const char *sql)
{
    Str body = str_format(cx->arena, "s%c%s%c%c%c", 0, sql, 0, 0, 0);
    add_message(to, 'P', body);
}

static void add_conversation(Cx *cx, StrBuilder *to)
{
    add_startup(to);
    add_query(to, "select 1; rows 3 width 4; insert 2; notice");
    add_query(to, "");
    add_query(to, "begin; nonsense");
    add_query(to, "begin; fail at 2");
    add_query(to, "select 1");
    add_query(to, "rollback");
    add_parse(cx, to, "rows 5");
    ADD(to, 'B', "p\0s\0\0\0\0\0\0\1\0\1");
    ADD(to, 'D', "Pp\0");
    ADD(to, 'E', "p\0\0\0\0\2");
    ADD(to, 'E', "p\0\0\0\0\2");
    ADD(to, 'H', "");
    ADD(to, 'E', "p\0\0\0\0\2");
    ADD(to, 'S', "");
    ADD(to, 'E', "p\0\0\0\0\0");
    ADD(to, 'B', "p\0s\0\0\0\0\0\0\0");
    ADD(to, 'S', "");
    ADD(to, 'C', "Ss\0");
    add_parse(cx, to, "select $1");
    ADD(to, 'B', "\0s\0\0\0\0\1\0\0\0\3abc\0\0");
    ADD(to, 'E', "\0\0\0\0\0");
    ADD(to, 'S', "");
    add_query(to, "copy in; insert 1");
    ADD(to, 'd', "1\n2");
    ADD(to, 'H', "");
    ADD(to, 'd', "\n3\n");
    ADD(to, 'd', "");
    ADD(to, 'c', "");
    add_query(to, "copy in");
    ADD(to, 'd', "1\nx\n3\n");
    ADD(to, 'd', "4\n");
    ADD(to, 'c', "");
    add_query(to, "begin; copy in");
    ADD(to, 'f', "enough\0");
    ADD(to, 'd', "left over");
    add_query(to, "rollback");
    ADD(to, 'C', "Ss\0");
    add_parse(cx, to, "copy in");
    ADD(to, 'B', "\0s\0\0\0\0\0\0\0");
    ADD(to, 'E', "\0\0\0\0\0");
    ADD(to, 'S', "");
    ADD(to, 'd', "1\n");
    ADD(to, 'c', "");
    ADD(to, 'S', "");
    ADD(to, 'B', "\0s\0\0\0\0\0\0\0");
    ADD(to, 'E', "\0\0\0\0\0");
    ADD(to, 'd', "x\n");
    ADD(to, 'c', "");
    ADD(to, 'C', "Ss\0");
    ADD(to, 'S', "");
    add_query(to, "set TimeZone UTC; rows 40 width 2000 block 30; select 2");
    add_query(to, "fail commit; insert 1");
    ADD(to, 'X', "");
}

/* ---- what is said, in a few characters ------------------------------------------------------- */

/* The field C of an error. */
static const char *sqlstate_in(Str body)
{
    const char *field = body.data;

    while (*field && *field != 'C')
        field += strlen(field) + 1;
    return field + 1;
}

/* The types of the messages in `bytes`, with the tags and codes that matter. */
static Str shown(Cx *cx, Str bytes)
{
    StrBuilder out = str_builder(cx->arena);

    for (size_t at = 0; at + 5 <= bytes.length;) {
        const uint8_t *head = (const uint8_t *)bytes.data + at;
        size_t length =
            (size_t)head[1] << 24 | (size_t)head[2] << 16 | (size_t)head[3] << 8 | head[4];
        Str body = str_slice(bytes, at + 5, at + 1 + length);
        str_add_char(&out, (char)head[0]);
        if (head[0] == 'C')
            str_addf(&out, "(%s)", body.data);
        if (head[0] == 'Z')
            str_addf(&out, "(%c) ", body.data[0]);
        if (head[0] == 'E')
            str_addf(&out, "(%s)", sqlstate_in(body));
        at += 1 + length;
    }
    return str_built(&out);
}

/* All that is said to `sent` when it arrives in the given way. */
typedef struct Way {
    size_t split; /* bytes that come first; SIZE_MAX: one at a time */
    size_t piece; /* bytes of output taken at a time */
    bool is_late;
} Way;

static Str said_to(Cx *cx, Str sent, Way way)
{
    Bench bench;

    bench_open(cx, &bench, way.is_late);
    if (way.split == SIZE_MAX) {
        for (size_t at = 0; at < sent.length; at++) {
            wire_session_feed(bench.session, sent.data + at, 1);
            bench_settle(&bench, way.piece);
        }
    } else {
        wire_session_feed(bench.session, sent.data, way.split);
        bench_settle(&bench, way.piece);
        wire_session_feed(bench.session, sent.data + way.split, sent.length - way.split);
        bench_settle(&bench, way.piece);
    }
    EXPECT(wire_session_is_over(bench.session));
    bench_close(&bench);
    return str_built(&bench.said);
}

TEST(a_conversation_goes_as_it_should)
{
    StrBuilder sent = str_builder(cx->arena);

    add_conversation(cx, &sent);
    Str said = said_to(cx, str_built(&sent), (Way){ 0, SIZE_MAX, false });
    EXPECT_STR(shown(cx, str_slice(said, 9, said.length)),
               "SSSSSSSSSSSSSKZ(I) "
               "TDC(SELECT 1)TDDDC(SELECT 3)C(INSERT 0 2)TNC(SELECT 0)Z(I) "
               "IZ(I) "
               "E(42601)Z(I) "
               "C(BEGIN)TDDE(22012)Z(E) "
               "E(25P02)Z(E) "
               "C(ROLLBACK)Z(I) "
               "12TDDsDDsDC(SELECT 1)Z(I) "
               "E(34000)Z(I) "
               "31"
               "2DC(SELECT 1)Z(I) "
               "GC(COPY 3)C(INSERT 0 1)Z(I) "
               "GE(22P02)Z(I) "
               "C(BEGIN)GE(57014)Z(E) "
               "C(ROLLBACK)Z(I) "
               "312GC(COPY 1)Z(I) "
               "2GE(22P02)Z(I) "
               "C(SET)T"
               "DDDDDDDDDDDDDDDDDDDD"
               "DDDDDDDDDDDDDDDDDDDD"
               "C(SELECT 40)TDC(SELECT 1)SZ(I) "
               "C(fail commit)E(40001)Z(I) ");
}

TEST(the_same_is_said_however_bytes_arrive)
{
    StrBuilder sent = str_builder(cx->arena);

    add_conversation(cx, &sent);
    Str bytes = str_built(&sent);
    Str wanted = said_to(cx, bytes, (Way){ 0, SIZE_MAX, false });
    for (size_t split = 1; split <= bytes.length; split++)
        EXPECT(str_equal(said_to(cx, bytes, (Way){ split, SIZE_MAX, split % 2 }), wanted));
    EXPECT(str_equal(said_to(cx, bytes, (Way){ SIZE_MAX, SIZE_MAX, false }), wanted));
    EXPECT(str_equal(said_to(cx, bytes, (Way){ SIZE_MAX, SIZE_MAX, true }), wanted));
}

TEST(the_same_is_said_however_output_is_taken)
{
    StrBuilder sent = str_builder(cx->arena);

    add_conversation(cx, &sent);
    Str bytes = str_built(&sent);
    Str wanted = said_to(cx, bytes, (Way){ 0, SIZE_MAX, false });
    for (size_t piece = 1; piece < 200; piece = piece * 3 + 1) {
        EXPECT(str_equal(said_to(cx, bytes, (Way){ 0, piece, false }), wanted));
        EXPECT(str_equal(said_to(cx, bytes, (Way){ 0, piece, true }), wanted));
    }
}

TEST(whom_the_shell_has_refused_is_told)
{
    static const struct {
        WireAuthentication authentication;
        const char *wanted;
    } cases[] = {
        { WIRE_AUTHENTICATION_REJECT, "E(28000)" },
        { WIRE_AUTHENTICATION_FULL, "E(53300)" },
    };
    StrBuilder sent = str_builder(cx->arena);

    add_startup(&sent);
    for (size_t at = 0; at < COUNT_OF(cases); at++) {
        Bench bench;
        bench_open_as(cx, &bench, false, cases[at].authentication);
        wire_session_feed(bench.session, sent.data, sent.length);
        bench_settle(&bench, SIZE_MAX);
        EXPECT_STR(shown(cx, str_built(&bench.said)), cases[at].wanted);
        EXPECT(wire_session_is_over(bench.session) && !wire_session_is_open(bench.session));
        bench_close(&bench);
    }
}

/* ---- pressure ------------------------------------------------------------------------------ */

/* A session that is open, and has said so. */
static void bench_ready(Cx *cx, Bench *bench, bool answers_late)
{
    StrBuilder sent = str_builder(cx->arena);

    bench_open(cx, bench, answers_late);
    add_startup(&sent);
    wire_session_feed(bench->session, sent.data, sent.length);
    bench_settle(bench, SIZE_MAX);
    EXPECT(wire_session_is_open(bench->session));
    EXPECT(wire_session_pid(bench->session) == 77);
    bench->said = str_builder(cx->arena);
}

static void bench_query(Cx *cx, Bench *bench, const char *sql)
{
    StrBuilder sent = str_builder(cx->arena);

    add_query(&sent, sql);
    wire_session_feed(bench->session, sent.data, sent.length);
}

TEST(a_client_that_does_not_read_stops_its_host)
{
    Bench bench;

    for (int large = 0; large < 2; large++) {
        bench_ready(cx, &bench, false);
        bench_query(cx, &bench,
                    large ? "rows 100000000 width 1000 block 1000"
                          : "rows 100000000 width 10 block 10");
        WireOutput output = wire_session_output(bench.session);
        EXPECT(output.part[0].length <= WIRE_OUTPUT_HIGH_BYTES + WIRE_BLOCK_COPIED_MAX);
        EXPECT(bench.counts.blocks_made - bench.counts.blocks_released <= 1);
        EXPECT(bench.budget.used_bytes < 2 * 1024 * 1024);
        bench_close(&bench);
    }
}

TEST(a_busy_session_stops_reading_in_time)
{
    Bench bench;
    char syncs[5000];

    for (size_t at = 0; at < sizeof syncs; at++)
        syncs[at] = "S\0\0\0\4"[at % 5];
    bench_ready(cx, &bench, false);
    bench_query(cx, &bench, "slow 1");
    size_t fed = 0;
    for (; wire_session_wants_input(bench.session); fed += sizeof syncs)
        wire_session_feed(bench.session, syncs, sizeof syncs);
    EXPECT(fed >= WIRE_PENDING_BYTES_MAX && fed < WIRE_PENDING_BYTES_MAX + 2 * sizeof syncs);
    bench_settle(&bench, SIZE_MAX);
    EXPECT(wire_session_wants_input(bench.session));
    EXPECT(bench.unsent_max <= WIRE_OUTPUT_HIGH_BYTES + 100);
    EXPECT(bench.said.length > fed / 5 * 6); /* every Sync was answered */
    bench_close(&bench);
}

TEST(large_blocks_are_not_copied)
{
    Bench bench;

    bench_ready(cx, &bench, false);
    bench_query(cx, &bench, "rows 100 width 10000 block 100");
    WireOutput output = wire_session_output(bench.session);
    EXPECT(output.part[1].length > 1000000 && output.part[0].length < 1000);
    EXPECT(bench.budget.used_bytes < 200000);
    bench_settle(&bench, 70000);
    EXPECT_STR(str_slice(shown(cx, str_built(&bench.said)), 101, SIZE_MAX), "C(SELECT 100)Z(I) ");
    bench_close(&bench);
}

TEST(a_notice_waits_for_the_end_of_a_row)
{
    Bench bench;
    Error notice = { .position = NO_POSITION, .message = "now" };

    bench_ready(cx, &bench, false);
    bench_query(cx, &bench, "rows 10 width 10000 block 10");
    bench_take(&bench, SIZE_MAX); /* the description */
    bench_take(&bench, 12345);
    wire_notice(bench.session, WIRE_NOTICE, &notice);
    bench_settle(&bench, SIZE_MAX);
    EXPECT_STR(shown(cx, str_built(&bench.said)), "TDDDDDDDDDDNC(SELECT 10)Z(I) ");
    bench_close(&bench);
}

TEST(notices_behind_a_client_that_does_not_read_are_dropped_in_the_end)
{
    Bench bench;
    Error notice = { .position = NO_POSITION, .message = "again" };

    bench_ready(cx, &bench, false);
    bench_query(cx, &bench, "rows 10 width 10000 block 10");
    bench_take(&bench, SIZE_MAX);
    for (int at = 0; at < 100000; at++)
        wire_notice(bench.session, WIRE_NOTICE, &notice);
    EXPECT(bench.budget.used_bytes < 1024 * 1024);
    bench_settle(&bench, SIZE_MAX);
    Str said = shown(cx, str_built(&bench.said));
    EXPECT_STR(str_slice(said, said.length - 18, said.length), "NC(SELECT 10)Z(I) ");
    bench_close(&bench);
}

/* ---- cancelling and ending ------------------------------------------------------------------- */

TEST(cancel_reaches_the_host_or_the_stream_or_nobody)
{
    Bench bench;

    bench_ready(cx, &bench, false);
    wire_session_cancel(bench.session); /* idle: nothing */
    bench_query(cx, &bench, "slow 1");
    wire_session_cancel(bench.session);
    EXPECT(bench.counts.cancelled == 1);
    bench_settle(&bench, SIZE_MAX);
    EXPECT_STR(shown(cx, str_built(&bench.said)), "TE(57014)Z(I) ");

    bench.said = str_builder(cx->arena);
    bench_query(cx, &bench, "rows 100000000 width 10000 block 20");
    wire_session_cancel(bench.session);
    bench_settle(&bench, SIZE_MAX);
    EXPECT_STR(shown(cx, str_built(&bench.said)), "TDDDDDDDDDDDDDDDDDDDDE(57014)Z(I) ");
    bench.said = str_builder(cx->arena);
    bench_query(cx, &bench, "select 1");
    bench_settle(&bench, SIZE_MAX);
    EXPECT_STR(shown(cx, str_built(&bench.said)), "TDC(SELECT 1)Z(I) ");
    bench_close(&bench);
}

TEST(a_session_can_be_ended_at_any_byte)
{
    StrBuilder sent = str_builder(cx->arena);

    add_conversation(cx, &sent);
    for (size_t at = 0; at <= sent.length; at++) {
        Bench bench;
        bench_open(cx, &bench, at % 3 == 0);
        wire_session_feed(bench.session, sent.data, at);
        if (at % 2)
            bench_settle(&bench, SIZE_MAX);
        wire_session_terminate(bench.session, ERR_ADMIN_SHUTDOWN, "terminating");
        EXPECT(wire_session_is_over(bench.session));
        EXPECT(!wire_session_wants_input(bench.session));
        if (at % 5)
            bench_settle(&bench, 100);
        bench_close(&bench);
    }
}

TEST(a_session_can_be_ended_before_any_answer)
{
    StrBuilder sent = str_builder(cx->arena);
    bool is_over = false;

    add_conversation(cx, &sent);
    for (int answers = 0; !is_over; answers++) {
        Bench bench;
        bench_open(cx, &bench, true);
        wire_session_feed(bench.session, sent.data, sent.length);
        for (int answer = 0; answer < answers; answer++) {
            while (bench_take(&bench, SIZE_MAX))
                ;
            bench_tick(&bench, bench.session);
        }
        is_over = wire_session_is_over(bench.session);
        bench_close(&bench);
    }
}

TEST(a_session_without_memory_ends_or_says_so)
{
    StrBuilder sent = str_builder(cx->arena);
    bool has_finished = false;

    add_conversation(cx, &sent);
    for (int64_t limit = sizeof(void *); limit < 1 << 20 && !has_finished; limit += 997) {
        FakeCounts counts = { 0 };
        Budget budget;
        budget_init(&budget, NULL, "wire", limit);
        FakeHost *host = fake_host_new(&counts, (FakeClock){ bench_later, NULL });
        WireSession *session =
            wire_session_new(&(WireConfig){ .ops = &fake_ops,
                                            .self = host,
                                            .authentication = WIRE_AUTHENTICATION_TRUST,
                                            .budget = &budget });
        if (!session) {
            fake_ops.end(host);
            continue;
        }
        Bench bench = { .session = session, .said = str_builder(cx->arena) };
        wire_session_feed(session, sent.data, sent.length);
        bench_settle(&bench, SIZE_MAX);
        EXPECT(wire_session_is_over(session));
        has_finished =
            strstr(shown(cx, str_slice(str_built(&bench.said), 9, SIZE_MAX)).data, "40001");
        wire_session_free(session);
        EXPECT(budget.used_bytes == 0);
        EXPECT(counts.started == counts.closed && counts.prepared == counts.forgotten);
    }
    EXPECT(has_finished);
}

TEST(a_session_whose_output_has_no_room_ends_at_once)
{
    Bench bench;

    bench_ready(cx, &bench, false);
    bench.budget.limit_bytes = bench.budget.used_bytes + 12000; /* but no more output */
    bench_query(cx, &bench, "rows 300000000 width 10 block 1000");
    EXPECT(wire_session_is_over(bench.session));
    EXPECT(bench.counts.blocks_made == 1);
    bench_settle(&bench, SIZE_MAX);
    bench_close(&bench);
}

/* ---- statements by name ---------------------------------------------------------------------- */

TEST(prepared_statements_are_shared_with_the_host)
{
    Bench bench;
    StrBuilder sent = str_builder(cx->arena);

    bench_ready(cx, &bench, false);
    add_parse(cx, &sent, "rows 5");
    ADD(&sent, 'S', "");
    wire_session_feed(bench.session, sent.data, sent.length);
    const WirePrepared *prepared = NULL;
    EXPECT(wire_statement_find(bench.session, STR_LIT("s"), &prepared));
    EXPECT(prepared && prepared->returns_rows);
    EXPECT(!wire_statement_find(bench.session, STR_LIT("t"), &prepared));
    EXPECT(wire_statement_drop(bench.session, STR_LIT("s")));
    EXPECT(!wire_statement_drop(bench.session, STR_LIT("s")));
    EXPECT(bench.counts.forgotten == 1);
    bench_close(&bench);
}

TEST(statements_have_a_limit)
{
    Bench bench;

    bench_ready(cx, &bench, false);
    for (int at = 0; at <= WIRE_STATEMENTS_MAX; at++) {
        StrBuilder sent = str_builder(cx->arena);
        char body[32];
        int length = snprintf(body, sizeof body, "s%d%cinsert 1%c%c%c", at, 0, 0, 0, 0);
        add_message(&sent, 'P', (Str){ body, (size_t)length });
        wire_session_feed(bench.session, sent.data, sent.length);
        if (at == WIRE_STATEMENTS_MAX)
            bench.said = str_builder(cx->arena);
        bench_settle(&bench, SIZE_MAX);
    }
    EXPECT_STR(shown(cx, str_built(&bench.said)), "E(53400)");
    wire_statement_drop_all(bench.session);
    EXPECT(bench.counts.prepared == bench.counts.forgotten);
    bench_close(&bench);
}

TEST(a_cursor_of_the_host_can_be_described)
{
    Bench bench;
    StrBuilder sent = str_builder(cx->arena);

    bench_ready(cx, &bench, false);
    ADD(&sent, 'D', "Pcursor\0");
    ADD(&sent, 'D', "Pother\0");
    ADD(&sent, 'S', "");
    wire_session_feed(bench.session, sent.data, sent.length);
    bench_settle(&bench, SIZE_MAX);
    EXPECT_STR(shown(cx, str_built(&bench.said)), "TE(34000)Z(I) ");
    bench_close(&bench);
}

TEST(transactions_reach_the_host_in_pairs)
{
    Bench bench;

    bench_ready(cx, &bench, false);
    bench_query(cx, &bench, "insert 1; insert 2");
    EXPECT(bench.counts.begun == 1 && bench.counts.committed == 1);
    bench_query(cx, &bench, "insert 1; commit; fail at 0");
    EXPECT(bench.counts.begun == 3 && bench.counts.committed == 2 && bench.counts.rolled_back == 1);
    bench_query(cx, &bench, "begin");
    bench_query(cx, &bench, "fail at 0");
    EXPECT(bench.counts.begun == 4 && bench.counts.rolled_back == 1);
    bench_query(cx, &bench, "commit");
    EXPECT(bench.counts.committed == 2 && bench.counts.rolled_back == 2);
    bench_query(cx, &bench, "nonsense"); /* never begins */
    EXPECT(bench.counts.begun == 4);
    bench_close(&bench);
}
