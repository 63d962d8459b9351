/*
 * wire_fuzz.c -- bytes of a client through the machine of the wire, over the fake host.
 *
 * The first byte says how: whether a startup packet is put in front, whether the host answers late,
 * how the bytes are cut, whether SCRAM is asked for.  Whatever comes, nothing may crash, leak, or
 * be answered with broken messages.
 */
#include "tests/wire/fake_host.h"

#include <stdlib.h>

enum {
    WORKS_MAX = 16,
    WITH_STARTUP = 1,
    LATE = 2,
    WITH_PASSWORD = 4,
    BY_BYTES = 8,
    SLOW_READER = 16,
    ROUNDS_MAX = 2000, /* a few bytes can ask for rows without end */
};

typedef struct Fuzz {
    WireSession *session;
    struct {
        FakeWork *work;
        void *arg;
    } works[WORKS_MAX];
    int work_count;
    uint8_t head[5]; /* of the message being said */
    size_t head_bytes;
    uint64_t body_left;
    bool skips_bytes; /* answers to SSLRequest are no messages */
} Fuzz;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void later(void *self, int delay_ms, FakeWork *work, void *arg)
{
    Fuzz *fuzz = self;

    (void)delay_ms;
    if (fuzz->work_count == WORKS_MAX)
        abort(); /* more than one request was open */
    fuzz->works[fuzz->work_count].work = work;
    fuzz->works[fuzz->work_count++].arg = arg;
}

static void tick(Fuzz *fuzz)
{
    Fuzz before = *fuzz;

    fuzz->work_count = 0;
    for (int at = 0; at < before.work_count; at++)
        before.works[at].work(fuzz->session, before.works[at].arg);
}

/* What is said must be whole messages of known types. */
static void listen_to(Fuzz *fuzz, Str said)
{
    for (size_t at = 0; at < said.length;) {
        if (fuzz->body_left) {
            size_t step = said.length - at < fuzz->body_left ? said.length - at : fuzz->body_left;
            fuzz->body_left -= step;
            at += step;
            continue;
        }
        fuzz->head[fuzz->head_bytes++] = (uint8_t)said.data[at++];
        if (fuzz->head_bytes == 1 && fuzz->head[0] == 'N' && fuzz->skips_bytes)
            fuzz->head_bytes = 0;
        if (fuzz->head_bytes < 5)
            continue;
        fuzz->head_bytes = 0;
        fuzz->skips_bytes = false;
        fuzz->body_left = (uint64_t)fuzz->head[1] << 24 | (uint64_t)fuzz->head[2] << 16 |
                          (uint64_t)fuzz->head[3] << 8 | fuzz->head[4];
        if (fuzz->body_left < 4 || !strchr("RSKZTDCEIN123nstvGHdc", fuzz->head[0]))
            abort();
        fuzz->body_left -= 4;
    }
}

static void take_output(Fuzz *fuzz, size_t piece)
{
    for (int round = 0; round < ROUNDS_MAX; round++) {
        WireOutput output = wire_session_output(fuzz->session);
        Str part = output.part[0].length ? output.part[0] : output.part[1];
        size_t count = part.length < piece ? part.length : piece;
        if (count) {
            listen_to(fuzz, (Str){ part.data, count });
            wire_session_sent(fuzz->session, count);
        }
        if (!count && wire_session_wants_tls(fuzz->session)) /* as if the handshake were done */
            wire_session_encrypted(fuzz->session, STR_LIT("what the channel is bound to"));
        else if (!count && !fuzz->work_count)
            return;
        tick(fuzz);
    }
}

static void fuzz_begin(Fuzz *fuzz, FakeCounts *counts, Budget *budget, uint8_t how)
{
    static const uint8_t secret[32] = { 0 };
    static const char hello[] = "\0\0\0\x13\0\3\0\0user\0alice\0";
    FakeHost *host = fake_host_new(counts, (FakeClock){ later, fuzz });

    host->answers_late = how & LATE;
    fuzz->skips_bytes = !(how & WITH_STARTUP);
    fuzz->session = wire_session_new(&(WireConfig){
        .ops = &fake_ops,
        .self = host,
        .authentication =
            how & WITH_PASSWORD ? WIRE_AUTHENTICATION_SCRAM : WIRE_AUTHENTICATION_TRUST,
        .offers_tls = how & WITH_PASSWORD,
        .mock_secret = secret,
        .budget = budget,
    });
    if (!fuzz->session)
        abort();
    if (how & WITH_STARTUP)
        wire_session_feed(fuzz->session, hello, sizeof hello);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FakeCounts counts = { 0 };
    Budget budget;
    Fuzz fuzz = { 0 };

    if (size < 1)
        return 0;
    uint8_t how = data[0];
    size_t chunk = how & BY_BYTES ? 1 : size, piece = how & SLOW_READER ? 777 : SIZE_MAX;
    budget_init(&budget, NULL, "fuzz", 64 * 1024 * 1024);
    fuzz_begin(&fuzz, &counts, &budget, how);
    for (size_t at = 1; at < size; at += chunk) {
        wire_session_feed(fuzz.session, data + at, size - at < chunk ? size - at : chunk);
        take_output(&fuzz, piece);
    }
    wire_session_cancel(fuzz.session);
    take_output(&fuzz, piece);
    wire_session_free(fuzz.session);
    fuzz.session = NULL;
    while (fuzz.work_count)
        tick(&fuzz);
    if (counts.started != counts.closed || counts.prepared != counts.forgotten ||
        counts.blocks_made != counts.blocks_released || budget.used_bytes != 0)
        abort();
    return 0;
}
