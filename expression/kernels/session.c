/*
 * session.c -- functions that act on sessions: sleeping, settings, signals to other sessions.
 *
 * A front-end thread must not sleep: there the host is only told how long (sleep_micros), and lets
 * that time pass before it shows what was computed.  Clocks that are read meanwhile count it as
 * passed.  In a worker the task's thread waits, and looks whether it is cancelled.
 */
#include "expression/kernels/each_value.h"
#include "expression/kernels/host.h"
#include "expression/kernels/kernel.h"

#include "base/clock.h"
#include "base/timestamptz.h"

#include <math.h>
#include <time.h>

enum { SLEEP_STEP_MICROS = 10 * 1000 };
/* "For ever", where adding to it a few more times does no harm. */
#define SLEEP_MICROS_MAX (INT64_MAX / 4)

static ExpressionHost *host_of(const KernelCall *call, const char *what)
{
    ExpressionHost *host = expression_host();

    return host ? host
                : fail(call->cx, ERR_FEATURE_NOT_SUPPORTED, call->position,
                       "%s cannot be used in a query over files yet", what);
}

/* --- Sleeping -------------------------------------------------------------------------------- */

static int64_t now_micros(void)
{
    const ExpressionHost *host = expression_host();

    return clock_micros_since_2000() + (host ? host->sleep_micros : 0);
}

static bool sleep_here(Cx *cx, int64_t micros)
{
    while (micros > 0) {
        int64_t step = micros < SLEEP_STEP_MICROS ? micros : SLEEP_STEP_MICROS;
        struct timespec span = { .tv_nsec = step * 1000 };
        TRY(check_interrupts(cx));
        nanosleep(&span, NULL);
        micros -= step;
    }
    return true;
}

static bool let_pass(const KernelCall *call, int64_t micros)
{
    ExpressionHost *host = expression_host();

    if (micros <= 0)
        return true;
    if (micros > SLEEP_MICROS_MAX)
        micros = SLEEP_MICROS_MAX;
    if (!host)
        return sleep_here(call->cx, micros);
    host->sleep_micros =
        host->sleep_micros < SLEEP_MICROS_MAX ? host->sleep_micros + micros : SLEEP_MICROS_MAX;
    return true;
}

static bool sleep_seconds(const KernelCall *call, const Value *args,
                          Value *out __attribute__((unused)))
{
    double micros = ceil(args[0].real * MICROS_PER_SECOND);

    if (!(micros > 0)) /* also where it is no number */
        return true;
    return let_pass(call, micros < (double)SLEEP_MICROS_MAX ? (int64_t)micros : SLEEP_MICROS_MAX);
}

static bool sleep_until(const KernelCall *call, const Value *args,
                        Value *out __attribute__((unused)))
{
    int64_t until = args[0].integer;

    if (until == INT64_MAX) /* infinity */
        return let_pass(call, SLEEP_MICROS_MAX);
    return until == INT64_MIN || let_pass(call, until - now_micros());
}

static bool sleep_for(const KernelCall *call, const Value *args, Value *out)
{
    int64_t until;

    TRY(timestamptz_add_interval(call->cx, cx_dates(call->cx)->zone, now_micros(), args[0].interval,
                                 &until));
    return sleep_until(call, &(Value){ .integer = until }, out);
}

EACH_VALUE(kernel_sleep, sleep_seconds)
EACH_VALUE(kernel_sleep_until, sleep_until)
EACH_VALUE(kernel_sleep_for, sleep_for)

/* Advisory locks cannot be taken yet, so none is held. */
bool kernel_nothing(const KernelCall *call, Column *out)
{
    bool nothing = true;

    *out = column_const(call->cx->arena, LAYOUT_BOOL, call->rows, &nothing);
    return true;
}

/* --- Signals --------------------------------------------------------------------------------- */

static bool cancel_backend(const KernelCall *call, const Value *args, Value *out)
{
    ExpressionHost *host = TRY(host_of(call, "pg_cancel_backend"));

    return host->signal(host, call->cx, args[0].integer, false, &out->boolean);
}

static bool terminate_backend(const KernelCall *call, const Value *args, Value *out)
{
    ExpressionHost *host = TRY(host_of(call, "pg_terminate_backend"));

    if (args[1].integer < 0)
        return fail(call->cx, ERR_NUMERIC_VALUE_OUT_OF_RANGE, NO_POSITION,
                    "\"timeout\" must not be negative");
    return host->signal(host, call->cx, args[0].integer, true, &out->boolean);
}

EACH_VALUE(kernel_cancel_backend, cancel_backend)
EACH_VALUE(kernel_terminate_backend, terminate_backend)

/* --- Settings -------------------------------------------------------------------------------- */

static bool set_config(const KernelCall *call, const Value *args, Value *out)
{
    ExpressionHost *host = TRY(host_of(call, "set_config"));
    bool is_local = !args[2].is_null && args[2].boolean;

    if (args[0].is_null)
        return fail(call->cx, ERR_NULL_VALUE_NOT_ALLOWED, NO_POSITION,
                    "SET requires parameter name");
    return host->set_setting(host, call->cx, args[0].text,
                             args[1].is_null ? STR_NONE : args[1].text, is_local, &out->text);
}

static bool current_setting(const KernelCall *call, const Value *args, Value *out)
{
    ExpressionHost *host = TRY(host_of(call, "current_setting"));
    bool may_miss = call->arg_count > 1 && args[1].boolean;

    return host->get_setting(host, call->cx, args[0].text, may_miss, out);
}

bool kernel_set_config(const KernelCall *call, Column *out)
{
    return each_value_or_null(call, set_config, out);
}

EACH_VALUE(kernel_current_setting, current_setting)
