/*
 * model.c -- queries made of numbers, and the numbers they must give.
 *
 * A split gives each partition a hash of (query, stage, split, partition, what it read), and in
 * irreproducible stages of the attempt too.  A lease gives the sums over its splits.  Sums do not
 * depend on order nor on where leases are cut, so they stand for the multiset of rows.
 */
#include "tests/sim/sim.h"

typedef uint64_t Totals[SIM_STAGES_MAX][SIM_PARTITIONS_MAX]; /* of all a stage gave */

static uint64_t mix(uint64_t a, uint64_t b)
{
    uint64_t x = a * 0x9e3779b97f4a7c15u + b + 0x632be59bd9b4e019u;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

/* --- Making queries -------------------------------------------------------------------------- */

static void connect(SimQuery *query, uint32_t from, uint32_t to)
{
    SimStage *producer = &query->stages[from], *consumer = &query->stages[to];

    for (uint32_t at = 0; at < consumer->input_count; at++)
        if (consumer->inputs[at].stage == from)
            return;
    consumer->inputs[consumer->input_count++] =
        (SimInput){ from,
                    producer->partitions > 1 && producer->partitions == consumer->split_count };
}

static void choose_rows(Sim *sim, SimStage *stage)
{
    uint32_t style = sim_pick(sim, 8);

    for (uint32_t split = 0; split < stage->split_count; split++) {
        int64_t rows = 1;
        if (style == 0)
            rows = INT64_MAX - (int64_t)sim_pick(sim, 3); /* what a damaged file may claim */
        else if (style == 1)
            rows = 0;
        else if (style < 5)
            rows = sim_pick(sim, 1000);
        stage->split_rows[split] = rows;
    }
}

static uint32_t choose_splits(Sim *sim)
{
    switch (sim_pick(sim, 8)) {
    case 0: return sim_pick(sim, 3);
    case 1: return 1;
    case 2:
    case 3:
    case 4: return 1 + sim_pick(sim, SIM_PARTITIONS_MAX);
    }
    return 1 + sim_pick(sim, SIM_SPLITS_MAX);
}

static void make_stage(Sim *sim, SimQuery *query, uint32_t at)
{
    SimStage *stage = &query->stages[at];

    *stage = (SimStage){ .split_count = choose_splits(sim),
                         .partitions = 1,
                         .row_goal = INT64_MAX,
                         .failing_split = NO_SPLIT,
                         .poison_split = NO_SPLIT,
                         .is_reproducible = !sim_chance(sim, 250) };
    choose_rows(sim, stage);
    if (sim_chance(sim, 120)) {
        stage->row_goal = sim_pick(sim, 40);
        stage->is_reproducible = false;
    }
    if (stage->split_count && sim_chance(sim, sim->climate.failing))
        stage->failing_split = sim_pick(sim, stage->split_count);
    if (stage->split_count && sim_chance(sim, sim->climate.poison))
        stage->poison_split = sim_pick(sim, stage->split_count);
}

/* Each stage but the last has a consumer, seldom two. */
void model_make_query(Sim *sim, SimQuery *query)
{
    query->stage_count = 1 + sim_pick(sim, SIM_STAGES_MAX);
    query->seed = (uint64_t)sim_pick(sim, UINT32_MAX) << 32 | query->id;
    for (uint32_t at = 0; at < query->stage_count; at++)
        make_stage(sim, query, at);
    for (uint32_t at = 0; at + 1 < query->stage_count; at++) {
        uint32_t after = query->stage_count - at - 1;
        uint32_t consumer = at + 1 + sim_pick(sim, after < 3 ? after : 3);
        uint32_t splits = query->stages[consumer].split_count;
        if (splits > 1 && splits <= SIM_PARTITIONS_MAX && sim_chance(sim, 700))
            query->stages[at].partitions = splits;
        connect(query, at, consumer);
        if (sim_chance(sim, 150))
            connect(query, at, at + 1 + sim_pick(sim, after));
    }
}

const StageSpecs *model_specs(Sim *sim, const SimQuery *query)
{
    StageSpecs *specs = arena_zero(sim->arena, sizeof *specs);

    specs->count = query->stage_count;
    specs->items = ARENA_ARRAY(sim->arena, StageSpec, specs->count);
    for (uint32_t at = 0; at < specs->count; at++) {
        const SimStage *stage = &query->stages[at];
        StageSpec *spec = &specs->items[at];
        *spec = (StageSpec){ .inputs = ARENA_ARRAY(sim->arena, uint32_t, SIM_STAGES_MAX),
                             .input_count = stage->input_count,
                             .split_count = stage->split_count,
                             .row_goal = stage->row_goal,
                             .is_reproducible = stage->is_reproducible };
        spec->split_rows = arena_copy(sim->arena, stage->split_rows, sizeof stage->split_rows);
        for (uint32_t input = 0; input < stage->input_count; input++)
            spec->inputs[input] = stage->inputs[input].stage;
    }
    return specs;
}

/* --- What splits give ------------------------------------------------------------------------ */

static uint32_t rows_of(const SimQuery *query, uint32_t stage, uint32_t split, AttemptId attempt)
{
    uint64_t key = mix(mix(query->seed, stage), split);
    return (uint32_t)(mix(key, attempt) % 6);
}

static uint64_t what_it_reads(const SimQuery *query, uint32_t at, uint32_t split,
                              const Totals totals)
{
    const SimStage *stage = &query->stages[at];
    uint64_t read = 0;

    for (uint32_t input = 0; input < stage->input_count; input++) {
        const uint64_t *given = totals[stage->inputs[input].stage];
        uint64_t part = 0;
        if (stage->inputs[input].by_partition)
            part = given[split];
        else
            for (uint32_t p = 0; p < SIM_PARTITIONS_MAX; p++)
                part += given[p];
        read = mix(read, part);
    }
    return read;
}

/* Add what a split gives to `sums`; the answer has a bit for each partition given something. */
static uint32_t add_split(const SimQuery *query, uint32_t at, uint32_t split, AttemptId attempt,
                          uint64_t read, uint64_t *sums)
{
    uint64_t key = mix(mix(mix(query->seed, at), split), read);
    uint32_t given = 0;

    if (rows_of(query, at, split, attempt) == 0)
        return 0;
    for (uint32_t p = 0; p < query->stages[at].partitions; p++) {
        uint64_t value = mix(mix(key, attempt), p);
        if (value % 4 == 0)
            continue;
        sums[p] += value;
        given |= 1u << p;
    }
    return given;
}

void model_run(Sim *sim, SimAttempt *attempt, AttemptId id, const Prepared *prepared)
{
    const SimQuery *query = attempt->query;
    const SimStage *stage = &query->stages[attempt->stage];
    const SimLease *lease = &query->leases[attempt->stage][attempt->lease];
    AttemptId variant = stage->is_reproducible ? 0 : id;
    Totals totals = { 0 };
    uint32_t given = 0;

    for (uint32_t input = 0; input < stage->input_count; input++) {
        uint32_t from = stage->inputs[input].stage;
        for (uint32_t at = 0; at < prepared->input_counts[from]; at++) {
            const BlockRef *ref = &prepared->inputs[from][at];
            totals[from][ref->partition] +=
                sim->attempts[(uint32_t)ref->segment].values[ref->partition];
        }
    }
    for (uint32_t split = lease->from; split < lease->to; split++) {
        uint64_t read = what_it_reads(query, attempt->stage, split, totals);
        given |= add_split(query, attempt->stage, split, variant, read, attempt->values);
        attempt->rows += rows_of(query, attempt->stage, split, variant);
    }
    for (uint32_t p = 0; p < stage->partitions; p++)
        if (given >> p & 1)
            attempt->outputs[attempt->output_count++] =
                (BlockRef){ .segment = (uint64_t)attempt->worker << 32 | id,
                            .offset = (uint64_t)p * 64,
                            .bytes = 64,
                            .rows = 1,
                            .partition = p };
}

/* --- The truth ------------------------------------------------------------------------------- */

bool model_output(const Sim *sim, const SimQuery *query, uint32_t at, uint32_t *out_leases)
{
    const SimStage *stage = &query->stages[at];
    int64_t rows = 0;
    uint32_t split = 0;

    for (*out_leases = 0; *out_leases < query->lease_count[at]; (*out_leases)++) {
        const SimLease *lease = &query->leases[at][*out_leases];
        if (rows >= stage->row_goal)
            return true;
        if (!lease->accepted || lease->from != split)
            return false;
        rows += sim->attempts[lease->accepted].rows;
        split = lease->to;
    }
    return rows >= stage->row_goal || split == stage->split_count;
}

/* Of a reproducible stage all splits count however they were cut; of others what the answers that
 * count were made by. */
static void stage_truth(const Sim *sim, const SimQuery *query, uint32_t at, Totals totals)
{
    const SimStage *stage = &query->stages[at];
    uint32_t leases;

    if (stage->is_reproducible) {
        for (uint32_t split = 0; split < stage->split_count; split++)
            add_split(query, at, split, 0, what_it_reads(query, at, split, totals), totals[at]);
        return;
    }
    model_output(sim, query, at, &leases);
    for (uint32_t l = 0; l < leases; l++) {
        const SimLease *lease = &query->leases[at][l];
        for (uint32_t split = lease->from; split < lease->to; split++)
            add_split(query, at, split, lease->accepted, what_it_reads(query, at, split, totals),
                      totals[at]);
    }
}

void model_check_truth(Sim *sim, const SimQuery *query)
{
    uint32_t last = query->stage_count - 1;
    Totals totals = { 0 };
    uint32_t leases;

    if (!model_output(sim, query, last, &leases) || query->given_count != leases)
        sim_wrong(sim, "query %u is done with %u leases given", (uint32_t)query->id,
                  query->given_count);
    for (uint32_t at = 0; at < last; at++)
        stage_truth(sim, query, at, totals);
    for (uint32_t l = 0; l < query->given_count; l++) {
        const SimLease *lease = &query->leases[last][l];
        AttemptId variant = query->stages[last].is_reproducible ? 0 : query->given[l];
        uint64_t wanted[SIM_PARTITIONS_MAX] = { 0 };
        for (uint32_t split = lease->from; split < lease->to; split++)
            add_split(query, last, split, variant, what_it_reads(query, last, split, totals),
                      wanted);
        if (memcmp(wanted, sim->attempts[query->given[l]].values, sizeof wanted) != 0)
            sim_wrong(sim, "query %u: result lease %u has wrong rows", (uint32_t)query->id, l);
    }
}
