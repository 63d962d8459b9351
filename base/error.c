/* error.c -- see error.h. */
#include "base/error.h"
#include "base/clock.h"
#include "base/utf8.h"

#include <stdio.h>

static const struct {
    const char *name;
    const char *sqlstate;
} errors[] = {
    { "NONE", "00000" },
#define ERROR_(NAME, STATE) { #NAME, STATE },
#include "base/errors.def"
#undef ERROR_
};

enum {
    STACK_BYTES_DEFAULT = 8 * 1024 * 1024,
    STACK_RESERVE_BYTES = 128 * 1024, /* left for the callees of whoever checks */
    ERROR_TEXT_BYTES_MAX = 64 * 1024, /* of each of an error's texts; what is longer is cut */
};

static _Thread_local Interrupt thread_interrupt;
static _Thread_local const char *stack_base;
static _Thread_local size_t stack_bytes = STACK_BYTES_DEFAULT;

/* Values go into messages, and may be of any length. */
static const char *limited_text(Cx *cx, const char *format, va_list args)
{
    Str text = str_vformat(cx->arena, format, args);

    if (text.length <= ERROR_TEXT_BYTES_MAX)
        return text.data;
    size_t kept = utf8_fit(text, ERROR_TEXT_BYTES_MAX);
    return str_format(cx->arena, "%.*s...", (int)kept, text.data).data;
}

void *fail(Cx *cx, ErrorCode code, int position, const char *format, ...)
{
    assert(code != ERR_NONE);
    if (has_failed(cx))
        return NULL;

    va_list args;
    va_start(args, format);
    const char *message = limited_text(cx, format, args);
    va_end(args);
    cx->error = (Error){ .code = code, .position = position, .message = message };
    return NULL;
}

static void *add_text(Cx *cx, const char **field, const char *format, va_list args)
{
    if (has_failed(cx) && !*field)
        *field = limited_text(cx, format, args);
    return NULL;
}

void *fail_detail(Cx *cx, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_text(cx, &cx->error.detail, format, args);
    va_end(args);
    return NULL;
}

void *fail_hint(Cx *cx, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_text(cx, &cx->error.hint, format, args);
    va_end(args);
    return NULL;
}

void *fail_context(Cx *cx, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_text(cx, &cx->error.context, format, args);
    va_end(args);
    return NULL;
}

static const char *copy_text(Cx *cx, const char *text)
{
    return text ? str_to_c(cx->arena, str_of(text)) : NULL;
}

static ErrorObject copy_object(Cx *cx, const ErrorObject *object)
{
    return (ErrorObject){ copy_text(cx, object->schema),     copy_text(cx, object->table),
                          copy_text(cx, object->column),     copy_text(cx, object->type),
                          copy_text(cx, object->constraint), copy_text(cx, object->routine) };
}

void *fail_object(Cx *cx, ErrorObject object)
{
    cx->error.object = copy_object(cx, &object);
    return NULL;
}

void *fail_with(Cx *cx, const Error *error)
{
    assert(error->code != ERR_NONE);
    if (has_failed(cx))
        return NULL;
    cx->error = *error;
    cx->error.message = copy_text(cx, error->message);
    cx->error.detail = copy_text(cx, error->detail);
    cx->error.hint = copy_text(cx, error->hint);
    cx->error.context = copy_text(cx, error->context);
    cx->error.object = copy_object(cx, &error->object);
    return NULL;
}

bool check_memory(Cx *cx)
{
    Budget *budget = cx->arena->budget;

    if (!budget || !atomic_load_explicit(&budget->overdrawn, memory_order_relaxed))
        return true;
    fail(cx, ERR_OUT_OF_MEMORY, NO_POSITION, "out of memory");
    while (budget->limit_bytes == INT64_MAX && budget->parent)
        budget = budget->parent;
    fail_detail(cx, "%s has no more than %lld bytes.", budget->name,
                (long long)budget->limit_bytes);
    fail_hint(cx, "Start hearth with a larger --memory.");
    return false;
}

static bool is_set(const _Atomic uint32_t *flag)
{
    return flag && atomic_load_explicit(flag, memory_order_relaxed);
}

static bool fail_effort(Cx *cx)
{
    return fail(cx, ERR_TOO_MUCH_EFFORT, NO_POSITION, "this takes more than is allowed here");
}

bool check_interrupts(Cx *cx)
{
    int64_t deadline_ns = thread_interrupt.deadline_ns;

    if (is_set(cx->cancel) || is_set(thread_interrupt.requested)) {
        fail(cx, ERR_QUERY_CANCELED, NO_POSITION, "canceling statement due to user request");
        return false;
    }
    if (deadline_ns && clock_ns() > deadline_ns) {
        fail(cx, ERR_QUERY_CANCELED, NO_POSITION, "canceling statement due to statement timeout");
        return false;
    }
    if (thread_interrupt.effort_until_ns && clock_ns() > thread_interrupt.effort_until_ns)
        return fail_effort(cx);
    return check_memory(cx);
}

bool check_effort(Cx *cx, size_t bytes)
{
    return !thread_interrupt.effort_bytes || bytes <= thread_interrupt.effort_bytes ||
           fail_effort(cx);
}

Interrupt interrupt_exchange(Interrupt interrupt)
{
    Interrupt former = thread_interrupt;

    thread_interrupt = interrupt;
    return former;
}

void interrupt_restore(const Interrupt *former)
{
    thread_interrupt = *former;
}

Interrupt interrupt_limit_effort(int64_t until_ns, size_t bytes)
{
    Interrupt former = thread_interrupt;

    if (!former.effort_until_ns || until_ns < former.effort_until_ns)
        thread_interrupt.effort_until_ns = until_ns;
    if (!former.effort_bytes || bytes < former.effort_bytes)
        thread_interrupt.effort_bytes = bytes;
    return former;
}

void stack_limit_set(size_t bytes)
{
    stack_base = __builtin_frame_address(0);
    stack_bytes = bytes;
}

bool check_stack(Cx *cx)
{
    const char *here = __builtin_frame_address(0);

    if (!stack_base)
        stack_base = here;
    size_t used = (size_t)(here < stack_base ? stack_base - here : here - stack_base);
    if (used + STACK_RESERVE_BYTES < stack_bytes)
        return true;
    fail(cx, ERR_STATEMENT_TOO_COMPLEX, NO_POSITION, "stack depth limit exceeded");
    fail_hint(cx, "Write the statement with fewer nested expressions.");
    return false;
}

const char *error_sqlstate(ErrorCode code)
{
    return errors[code].sqlstate;
}

const char *error_name(ErrorCode code)
{
    return errors[code].name;
}

ErrorCode error_of_sqlstate(const char *sqlstate)
{
    for (size_t code = 1; code < COUNT_OF(errors); code++)
        if (strcmp(errors[code].sqlstate, sqlstate) == 0)
            return (ErrorCode)code;
    return ERR_INTERNAL_ERROR;
}
