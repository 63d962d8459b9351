/*
 * scheduler_test.c -- the scheduler core, one situation a test: what tests/sim found once, told
 * step by step.
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
