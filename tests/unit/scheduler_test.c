/*
 * scheduler_test.c -- the scheduler core, one situation a test: what tests/sim found once, told
 * step by step; and how plans are cut into stages.
 *
 * Outputs are blocks with one row; a block's offset says what it is.
 */
#include "tests/unit/test.h"

#include "scheduler/scheduler.h"

enum { SPLITS_MAX = 8 };

static const Error division = { .code = ERR_DIVISION_BY_ZERO, .message = "division by zero" };

static const Error io = { .code = ERR_IO_ERROR, .retryable = true, .message = "disk is gone" };

typedef struct Play {
    Cx *cx;
    Scheduler *scheduler;
    Actions actions; /* of the last step */
    StageSpec stages[4];
    uint32_t stage_count;
} Play;

static void step(Play *play, Event event)
{
    play->actions.count = 0;
    scheduler_step(play->scheduler, &event, &play->actions);
    EXPECT(scheduler_is_valid(play->scheduler));
}

static void worker_up(Play *play, WorkerId worker, uint32_t slots)
{
    step(play, (Event){ .kind = EVENT_WORKER_UP, .worker = worker, .slots = slots });
}

static void worker_lost(Play *play, WorkerId worker)
{
    step(play, (Event){ .kind = EVENT_WORKER_DOWN, .worker = worker, .output_lost = true });
}

/* A stage that reads the one before it, if any. */
static StageSpec *add_stage(Play *play, uint32_t splits)
{
    StageSpec *stage = &play->stages[play->stage_count];

    *stage = (StageSpec){ .inputs = ARENA_ARRAY(play->cx->arena, uint32_t, 4),
                          .split_rows = ARENA_ARRAY(play->cx->arena, int64_t, SPLITS_MAX),
                          .split_count = splits,
                          .row_goal = INT64_MAX,
                          .is_reproducible = true };
    for (uint32_t split = 0; split < splits; split++)
        stage->split_rows[split] = 1;
    if (play->stage_count)
        stage->inputs[stage->input_count++] = play->stage_count - 1;
    play->stage_count++;
    return stage;
}

static Play play_new(Cx *cx)
{
    return (Play){ .cx = cx, .scheduler = scheduler_new(NULL) };
}

static void play_end(Play *play)
{
    actions_fini(&play->actions);
    scheduler_free(play->scheduler);
}

static void submit(Play *play, QueryId query)
{
    StageSpecs specs = { play->stages, play->stage_count };
    step(play, (Event){ .kind = EVENT_SUBMIT, .query = query, .stages = &specs });
}

/* One block with as many rows as told. */
static void done(Play *play, WorkerId worker, AttemptId attempt, int64_t rows)
{
    BlockRef block = { .segment = worker, .offset = attempt, .rows = (uint32_t)rows };

    step(play, (Event){ .kind = EVENT_LEASE_DONE,
                        .worker = worker,
                        .attempt = attempt,
                        .outputs = &block,
                        .output_count = 1,
                        .output_rows = rows });
}

static void fails(Play *play, WorkerId worker, AttemptId attempt, const Error *error)
{
    step(play,
         (Event){
             .kind = EVENT_LEASE_FAILED, .worker = worker, .attempt = attempt, .error = error });
}

static uint32_t count(const Play *play, ActionKind kind)
{
    uint32_t found = 0;

    for (uint32_t at = 0; at < play->actions.count; at++)
        found += play->actions.items[at].kind == kind;
    return found;
}

static const Action *first(const Play *play, ActionKind kind)
{
    for (uint32_t at = 0; at < play->actions.count; at++)
        if (play->actions.items[at].kind == kind)
            return &play->actions.items[at];
    return NULL;
}

static bool is_lease(const Action *action, uint32_t stage, uint32_t lease)
{
    return action && action->kind == ACTION_LEASE && action->stage == stage &&
           action->lease == lease;
}

/* --- Results --------------------------------------------------------------------------------- */

TEST(results_over_the_row_goal_are_not_given_out)
{
    Play play = play_new(cx);

    worker_up(&play, 1, 2);
    add_stage(&play, 2)->row_goal = 5;
    submit(&play, 1);
    done(&play, 1, 2, 5);
    EXPECT(count(&play, ACTION_RESULT) == 0);
    done(&play, 1, 1, 5);
    EXPECT(count(&play, ACTION_RESULT) == 1 && count(&play, ACTION_DONE) == 1);
    play_end(&play);
}

/* --- Stages nobody reads --------------------------------------------------------------------- */

TEST(a_stage_read_by_nobody_is_not_run)
{
    Play play = play_new(cx);

    worker_up(&play, 1, 2);
    add_stage(&play, 2);
    add_stage(&play, 0);
    submit(&play, 1);
    EXPECT(count(&play, ACTION_LEASE) == 0 && count(&play, ACTION_DONE) == 1);
    play_end(&play);
}

TEST(limit_0_runs_nothing)
{
    Play play = play_new(cx);

    worker_up(&play, 1, 2);
    add_stage(&play, 2);
    add_stage(&play, 2)->row_goal = 0;
    submit(&play, 1);
    EXPECT(count(&play, ACTION_LEASE) == 0 && count(&play, ACTION_DONE) == 1);
    play_end(&play);
}

/* --- Lost outputs ---------------------------------------------------------------------------- */

/* Stages 0 -> 1 -> 2 of one split each; the first is done by worker 1, the second by worker 2. */
static Play two_stages_done(Cx *cx)
{
    Play play = play_new(cx);

    for (uint32_t at = 0; at < 3; at++)
        add_stage(&play, 1);
    worker_up(&play, 1, 1);
    submit(&play, 1);
    worker_up(&play, 2, 2);
    done(&play, 1, 1, 1);
    done(&play, 2, 2, 1);
    EXPECT(is_lease(first(&play, ACTION_LEASE), 2, 0));
    return play;
}

TEST(an_output_lost_while_nobody_needed_it_is_made_again_when_needed)
{
    Play play = two_stages_done(cx);

    worker_up(&play, 3, 1);
    worker_lost(&play, 1);
    EXPECT(count(&play, ACTION_LEASE) == 0);
    worker_lost(&play, 2);
    EXPECT(is_lease(first(&play, ACTION_LEASE), 0, 0));
    play_end(&play);
}

TEST(only_lost_outputs_of_an_irreproducible_stage_are_made_again)
{
    Play play = play_new(cx);

    add_stage(&play, 4)->is_reproducible = false;
    worker_up(&play, 1, 1);
    worker_up(&play, 2, 1);
    submit(&play, 1);
    done(&play, 1, 1, 1);
    EXPECT(count(&play, ACTION_RESULT) == 1);
    step(&play, (Event){ .kind = EVENT_TAKEN, .query = 1 });
    done(&play, 1, 3, 1); /* lease 1 still runs on the other */
    EXPECT(count(&play, ACTION_RESULT) == 0);
    worker_lost(&play, 1);
    EXPECT(count(&play, ACTION_FAILED) == 0 && count(&play, ACTION_REVOKE) == 0);
    done(&play, 2, 2, 1);
    EXPECT(is_lease(first(&play, ACTION_LEASE), 0, 2));
    EXPECT(count(&play, ACTION_RESULT) == 1);
    play_end(&play);
}

/* --- Failures -------------------------------------------------------------------------------- */

TEST(of_several_failures_the_lowest_stage_counts)
{
    static const Error other = { .code = ERR_NUMERIC_VALUE_OUT_OF_RANGE, .message = "range" };
    Play play = play_new(cx);

    worker_up(&play, 1, 2);
    add_stage(&play, 1);
    add_stage(&play, 1)->input_count = 0;
    add_stage(&play, 1)->inputs[1] = 0;
    play.stages[2].input_count = 2;
    submit(&play, 1);
    fails(&play, 1, 2, &other);
    EXPECT(count(&play, ACTION_FAILED) == 0);
    fails(&play, 1, 1, &division);
    const Action *failed = first(&play, ACTION_FAILED);
    EXPECT(failed && failed->error->code == ERR_DIVISION_BY_ZERO);
    play_end(&play);
}

TEST(a_lower_lease_that_lost_its_worker_is_tried_again_before_a_failure_is_told)
{
    Play play = play_new(cx);

    add_stage(&play, 2);
    worker_up(&play, 1, 1);
    worker_up(&play, 2, 1);
    submit(&play, 1);
    fails(&play, 2, 2, &division);
    worker_lost(&play, 1);
    EXPECT(count(&play, ACTION_FAILED) == 0);
    EXPECT(is_lease(first(&play, ACTION_LEASE), 0, 0));
    done(&play, 2, 3, 1);
    EXPECT(count(&play, ACTION_FAILED) == 1);
    play_end(&play);
}

TEST(a_failure_behind_rows_enough_is_none)
{
    Play play = play_new(cx);

    add_stage(&play, 2)->row_goal = 5;
    worker_up(&play, 1, 2);
    submit(&play, 1);
    fails(&play, 1, 2, &division);
    done(&play, 1, 1, 5);
    EXPECT(count(&play, ACTION_FAILED) == 0 && count(&play, ACTION_DONE) == 1);
    play_end(&play);
}

TEST(an_error_that_may_pass_is_reported_after_four_tries)
{
    Play play = play_new(cx);

    add_stage(&play, 1);
    worker_up(&play, 1, 1);
    submit(&play, 1);
    for (AttemptId attempt = 1; attempt < ATTEMPTS_CHARGED_MAX; attempt++) {
        fails(&play, 1, attempt, &io);
        EXPECT(is_lease(first(&play, ACTION_LEASE), 0, 0));
    }
    fails(&play, 1, ATTEMPTS_CHARGED_MAX, &io);
    const Action *failed = first(&play, ACTION_FAILED);
    EXPECT(failed && failed->error->code == ERR_IO_ERROR);
    play_end(&play);
}

TEST(a_lease_whose_output_is_lost_again_and_again_is_given_up)
{
    Play play = play_new(cx);
    WorkerId worker = 1;

    add_stage(&play, 1);
    add_stage(&play, 1);
    submit(&play, 1);
    for (; worker <= ATTEMPTS_MAX; worker++) {
        worker_up(&play, worker, 1);
        EXPECT(is_lease(first(&play, ACTION_LEASE), 0, 0));
        done(&play, worker, 2 * worker - 1, 1);
        EXPECT(is_lease(first(&play, ACTION_LEASE), 1, 0));
        worker_lost(&play, worker);
    }
    worker_up(&play, worker, 1);
    EXPECT(count(&play, ACTION_FAILED) == 1);
    play_end(&play);
}

TEST(a_lease_given_up_behind_rows_enough_is_not_tried_again)
{
    Play play = play_new(cx);

    add_stage(&play, 2)->row_goal = 5;
    play.stages[0].is_reproducible = false;
    add_stage(&play, 1);
    worker_up(&play, 1, 1);
    submit(&play, 1);
    worker_up(&play, 2, 1);
    for (AttemptId attempt = 2; attempt < 2 + ATTEMPTS_CHARGED_MAX; attempt++)
        fails(&play, 2, attempt, &io);
    done(&play, 1, 1, 5);
    EXPECT(is_lease(first(&play, ACTION_LEASE), 1, 0));
    worker_lost(&play, 1);
    const Action *lease = first(&play, ACTION_LEASE);
    EXPECT(is_lease(lease, 0, 0));
    done(&play, 2, lease ? lease->attempt : 0, 3);
    EXPECT(count(&play, ACTION_LEASE) == 0 && count(&play, ACTION_FAILED) == 1);
    play_end(&play);
}

TEST(claims_of_endless_splits_are_harmless)
{
    Play play = play_new(cx);
    StageSpec *stage = add_stage(&play, 3);

    stage->split_rows[0] = stage->split_rows[1] = INT64_MAX;
    stage->split_rows[2] = INT64_MIN;
    worker_up(&play, 1, 1);
    submit(&play, 1);
    EXPECT(is_lease(first(&play, ACTION_LEASE), 0, 0));
    play_end(&play);
}

/* --- Turns ----------------------------------------------------------------------------------- */

TEST(queries_take_turns_however_few_slots_there_are)
{
    Play play = play_new(cx);

    add_stage(&play, 4);
    worker_up(&play, 1, 1);
    submit(&play, 1);
    submit(&play, 2);
    for (AttemptId attempt = 1; attempt < 5; attempt++) {
        done(&play, 1, attempt, 1);
        const Action *lease = first(&play, ACTION_LEASE);
        EXPECT(lease && lease->query == 1 + (attempt + 1) % 2);
    }
    play_end(&play);
}

/* --- Cutting plans
 * ------------------------------------------------------------------------------------------ */

/* Scans one file a number given, which is the rows of its only chunk; 0 ends. */
static Plan *scan(Cx *cx, ColumnId id, const int64_t *rows)
{
    PlanColumn column = { .id = id, .type = type_of(TYPE_INT8) };
    Files files = { .items = ARENA_ARRAY(cx->arena, PlanFile, SPLITS_MAX) };

    for (; rows[files.count]; files.count++)
        files.items[files.count] =
            (PlanFile){ .chunk_count = 1,
                        .chunk_rows = arena_copy(cx->arena, &rows[files.count], sizeof *rows) };
    return NEW(cx, Scan, .columns = { arena_copy(cx->arena, &column, sizeof column), 1 },
               .files = files);
}

static Plan *exchange(Cx *cx, Distribution distribution, int64_t partitions, Plan *input)
{
    return NEW(cx, Exchange, .distribution = distribution, .input = input,
               .partitions = partitions);
}

static Plan *to_client(Cx *cx, Plan *input)
{
    return exchange(cx, DISTRIBUTION_SINGLE, 1, input);
}

/* One aggregate of the type given; its argument does not matter here. */
static Plan *aggregate(Cx *cx, TypeId type, AggregatePhase phase, Plan *input)
{
    Type result = type_of(type);
    NamedExpr sum = { .column = { .id = 50 + phase, .type = result },
                      .expr = NEW_EXPR(cx, result, NO_POSITION, AggregateCall, .function = 0) };

    return NEW(cx, HashAggregate, .phase = phase, .input = input,
               .aggregates = { arena_copy(cx->arena, &sum, sizeof sum), 1 });
}

static bool has_splits(const StageSpec *stage, uint32_t wanted, const int64_t *rows)
{
    bool same = stage->split_count == wanted;

    for (uint32_t at = 0; same && at < wanted; at++)
        same = stage->split_rows[at] == rows[at];
    return same;
}

TEST(a_plan_without_exchanges_below_is_one_stage_with_a_split_a_chunk)
{
    static const int64_t rows[] = { 10, 20, 30, 0 };
    Plan *plan = to_client(cx, scan(cx, 1, rows));
    const StageSpecs *stages = stages_cut(cx, plan);

    EXPECT(stages && stages->count == 1 && has_splits(&stages->items[0], 3, rows));
    EXPECT(stages->items[0].input_count == 0 && stages->items[0].row_goal == INT64_MAX);
    EXPECT(stages->items[0].is_reproducible && plan_equal(stages->items[0].plan, plan));
}

TEST(an_exchange_becomes_a_stage_and_an_input_split_by_its_partitions)
{
    static const int64_t rows[] = { 10, 20, 0 }, alike[] = { 1, 1, 1, 1, 1 };
    Plan *partial = aggregate(cx, TYPE_INT8, PHASE_PARTIAL, scan(cx, 1, rows));
    Plan *shuffled = exchange(cx, DISTRIBUTION_HASH, 5, partial);

    shuffled->id = 77;
    const StageSpecs *stages =
        stages_cut(cx, to_client(cx, aggregate(cx, TYPE_INT8, PHASE_FINAL, shuffled)));
    EXPECT(stages && stages->count == 2);
    const StageSpec *first_stage = &stages->items[0], *last = &stages->items[1];
    EXPECT(has_splits(first_stage, 2, rows) && first_stage->plan->tag == PLAN_Exchange);
    EXPECT(has_splits(last, 5, alike) && last->input_count == 1 && last->inputs[0] == 0);
    const HashAggregate *final = PLAN_AS(HashAggregate, PLAN_AS(Exchange, last->plan)->input);
    const StageInput *input = final ? PLAN_AS(StageInput, final->input) : NULL;
    EXPECT(input && input->stage == 0 && input->partitions == 5 && input->head.id == 77);
    EXPECT(input && input->distribution == DISTRIBUTION_HASH);
}

TEST(a_join_is_driven_by_its_probe_side_and_a_union_by_all_of_it)
{
    static const int64_t a[] = { 10, 20, 0 }, b[] = { 5, 0 }, both[] = { 10, 20, 5, 0 };
    Plan *build = exchange(cx, DISTRIBUTION_BROADCAST, 1, scan(cx, 2, b));
    Plan *join = NEW(cx, HashJoin, .left = scan(cx, 1, a), .right = build);
    Plan *sides[] = { scan(cx, 1, a), scan(cx, 2, b) };
    Plan *both_sides = NEW(cx, Union, .inputs = { sides, 2 });
    const StageSpecs *stages = stages_cut(cx, to_client(cx, join));

    EXPECT(stages && stages->count == 2 && has_splits(&stages->items[0], 1, b));
    EXPECT(has_splits(&stages->items[1], 2, a) && stages->items[1].inputs[0] == 0);
    stages = stages_cut(cx, to_client(cx, both_sides));
    EXPECT(stages && stages->count == 1 && has_splits(&stages->items[0], 3, both));
}

TEST(what_reads_a_single_input_or_nothing_has_one_split)
{
    static const int64_t rows[] = { 10, 20, 0 };
    Plan *gathered = exchange(cx, DISTRIBUTION_SINGLE, 1, scan(cx, 1, rows));
    const StageSpecs *stages = stages_cut(cx, to_client(cx, gathered));

    EXPECT(stages && stages->count == 2 && stages->items[1].split_count == 1);
    stages = stages_cut(cx, to_client(cx, NEW(cx, Values)));
    EXPECT(stages && stages->count == 1 && stages->items[0].split_count == 1);
}

TEST(a_limit_gives_its_stage_a_row_goal_and_may_come_out_otherwise)
{
    static const int64_t rows[] = { 10, 0 };
    Plan *limit = NEW(cx, Limit, .count = 7, .offset = 3, .input = scan(cx, 1, rows));
    Plan *none = NEW(cx, Limit, .count = -1, .offset = 3, .input = scan(cx, 1, rows));
    Plan *huge = NEW(cx, Limit, .count = INT64_MAX, .offset = 1, .input = scan(cx, 1, rows));
    const StageSpecs *stages = stages_cut(cx, to_client(cx, limit));

    EXPECT(stages && stages->items[0].row_goal == 10 && !stages->items[0].is_reproducible);
    stages = stages_cut(cx, to_client(cx, none));
    EXPECT(stages && stages->items[0].row_goal == INT64_MAX);
    stages = stages_cut(cx, to_client(cx, huge));
    EXPECT(stages && stages->items[0].row_goal == INT64_MAX);
}

TEST(sums_of_floats_are_not_reproducible_and_only_in_their_own_stage)
{
    static const int64_t rows[] = { 10, 0 };
    Plan *partial = aggregate(cx, TYPE_FLOAT8, PHASE_PARTIAL, scan(cx, 1, rows));
    Plan *project = NEW(cx, Filter, .input = exchange(cx, DISTRIBUTION_HASH, 2, partial));
    const StageSpecs *stages = stages_cut(cx, to_client(cx, project));

    EXPECT(stages && !stages->items[0].is_reproducible && stages->items[1].is_reproducible);
    stages =
        stages_cut(cx, to_client(cx, aggregate(cx, TYPE_INT8, PHASE_COMPLETE, scan(cx, 1, rows))));
    EXPECT(stages && stages->items[0].is_reproducible);
}

TEST(a_plan_of_more_stages_than_there_may_be_is_refused)
{
    static const int64_t rows[] = { 10, 0 };
    Plan *plan = scan(cx, 1, rows);

    for (int at = 0; at < STAGES_MAX; at++)
        plan = to_client(cx, plan);
    const StageSpecs *stages = stages_cut(cx, plan);
    EXPECT(stages && stages->count == STAGES_MAX);
    EXPECT(!stages_cut(cx, to_client(cx, plan)));
    EXPECT_ERROR(cx, ERR_PROGRAM_LIMIT_EXCEEDED);
}
