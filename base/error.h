/*
 * error.h -- the one error idiom.
 *
 * `Cx *cx` is the first parameter of all that can fail.  It holds the arena results live in and
 * the first error; later ones are dropped.  A fallible function returns a pointer or bool, and
 * NULL or false means "see cx->error":
 *
 *     Plan *plan = TRY(bind_from(b, select->from));
 *     return fail(cx, ERR_UNDEFINED_COLUMN, position, "column \"%.*s\" does not exist", STR(name));
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/str.h"

typedef enum ErrorCode {
    ERR_NONE,
#define ERROR_(NAME, STATE) ERR_##NAME,
#include "base/errors.def"
#undef ERROR_
} ErrorCode;

enum { NO_POSITION = -1 };

/* What an error is about, as PostgreSQL names it to programs; each may be NULL. */
typedef struct ErrorObject {
    const char *schema, *table, *column, *type, *constraint;
    const char *routine; /* PostgreSQL's function that raises it, where drivers look for that */
} ErrorObject;

typedef struct Error {
    ErrorCode code;      /* ERR_NONE: no error */
    int position;        /* byte offset into the statement, or NO_POSITION */
    bool retryable;      /* lost worker, block or I/O: the scheduler may try again */
    const char *message; /* all texts: NUL-ended, in the Cx's arena, or NULL */
    const char *detail;
    const char *hint;
    const char *context;
    ErrorObject object; /* not sent between processes: only the driver knows */
} Error;

typedef struct Cx {
    Arena *arena; /* results live here */
    Error error;
    const _Atomic uint32_t
        *cancel; /* non-zero: stop at the next check; NULL: cannot be cancelled */
    const struct ValueContext *values; /* what the session says of values; see value_context.h */
} Cx;

/* The same work with its results elsewhere, and no error yet. */
static inline Cx cx_within(const Cx *outer, Arena *arena)
{
    return (Cx){ .arena = arena, .cancel = outer->cancel, .values = outer->values };
}

/* Yields `e`, or leaves the function with 0 where `e` is NULL or false. */
#define TRY(e)                                                                                     \
    ({                                                                                             \
        __typeof__(e) try_ = (e);                                                                  \
        if (!try_)                                                                                 \
            return 0;                                                                              \
        try_;                                                                                      \
    })

/* Record an error unless there is one already.  Always a null pointer, so it serves functions
 * that return pointers and (as `return fail(...)`, converting to false) those that return bool. */
void *fail(Cx *cx, ErrorCode code, int position, const char *format, ...) printf_like(4, 5);

/* Add to the error just recorded, where it has none yet: return fail_hint(cx, ...) works too. */
void *fail_detail(Cx *cx, const char *format, ...) printf_like(2, 3);
void *fail_hint(Cx *cx, const char *format, ...) printf_like(2, 3);
void *fail_context(Cx *cx, const char *format, ...) printf_like(2, 3);

/* Likewise what it is about; the names are copied. */
void *fail_object(Cx *cx, ErrorObject object);

/* Copy another context's error, texts included; no-op where cx has one already. */
void *fail_with(Cx *cx, const Error *error);

static inline bool has_failed(const Cx *cx)
{
    return cx->error.code != ERR_NONE;
}

/* True unless the arena's budget is overdrawn (then 53200 naming the budget). */
must_use bool check_memory(Cx *cx);

/* True unless this work was cancelled or has taken too long (then 57014), or is out of memory
 * (53200). */
must_use bool check_interrupts(Cx *cx);

/* What ends the work of a thread whatever Cx it uses: of one that serves a session, which cannot
 * hear what it is told before it is done. */
typedef struct Interrupt {
    const _Atomic uint32_t *requested; /* non-zero: stop; NULL: nobody can ask for it */
    int64_t deadline_ns;               /* by clock_ns(); 0: none */
    /* Effort that is allowed here, where others wait for the thread.  More of it raises
     * ERR_TOO_MUCH_EFFORT, which no client is told: it is made elsewhere, or not at all. */
    int64_t effort_until_ns; /* 0: any */
    size_t effort_bytes;     /* of one value; 0: any */
} Interrupt;
/* For this thread from now on; what it was. */
Interrupt interrupt_exchange(Interrupt interrupt);
void interrupt_restore(const Interrupt *former);
/* With so much effort at most, and no more than was allowed before. */
Interrupt interrupt_limit_effort(int64_t until_ns, size_t bytes);
/* Until the scope is left. */
#define LIMITED_EFFORT(until_ns, bytes)                                                            \
    __attribute__((cleanup(interrupt_restore), unused)) const Interrupt effort_before =            \
        interrupt_limit_effort((until_ns), (bytes))
/* True unless a value of so many bytes is too much effort here.  For work whose bytes are known
 * before; other work calls check_interrupts() now and then. */
must_use bool check_effort(Cx *cx, size_t bytes);

/* True unless the thread's stack is nearly used up (then 54001).  For recursive walks. */
must_use bool check_stack(Cx *cx);
/* Tell check_stack how large this thread's stack is.  Without it: 8 MB counted from first use. */
void stack_limit_set(size_t stack_bytes);

const char *error_sqlstate(ErrorCode code);        /* five characters */
const char *error_name(ErrorCode code);            /* "DIVISION_BY_ZERO" */
ErrorCode error_of_sqlstate(const char *sqlstate); /* INTERNAL_ERROR where unknown */

#endif
