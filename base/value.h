/*
 * value.h -- one value of one type: constants, statistics, parameters, results row by row.
 *
 * Which member of the union counts follows from the type's layout (type_layout):
 *     BOOL boolean · I8..I64 integer · I128 wide · F32, F64 real · VIEW text · INTERVAL interval
 * A numeric VAR is `text`: the encoded bytes of numeric.h.  Text is borrowed.
 */
#ifndef BASE_VALUE_H
#define BASE_VALUE_H

#include "base/column.h"
#include "base/value_context.h"

typedef struct Value {
    bool is_null;
    union {
        bool boolean;
        int64_t integer;
        int128_t wide;
        double real;
        Str text;
        Interval interval;
    };
} Value;

#define VALUE_NULL ((Value){ .is_null = true })

/* What row `row` of `column` shows; text is borrowed from the column's heaps. */
Value value_of_column(const Column *column, uint32_t row);
/* With the member of the union set that goes with the type: an integer column may be narrower than
 * its type says. */
Value value_of_typed_column(const Column *column, uint32_t row, Type type);

/* `count` values as a FLAT column; nulls have a cleared bit in its validity.  Texts are borrowed.
 */
Column column_of_values(Arena *arena, Layout layout, const Value *values, uint32_t count);

/* Store `value` at `to`, which has room for one value of `layout`; null stores zeros.  VIEW: the
 * view of a long text says heap 0, offset 0; who keeps texts elsewhere makes the view himself. */
void value_store(Layout layout, Value value, void *to);

Value value_copy(Arena *arena, Type type, Value value);

/* Could these bytes be a value of a type of layout VIEW?  For what comes from outside the process:
 * whoever looks inside them later does not ask again. */
bool value_bytes_are_valid(TypeId id, Str bytes);

/* Both not null.  The order of the type's btree: NaN after all, text bytewise (C.UTF-8). */
int value_compare(Type type, Value a, Value b);
bool value_equal(Type type, Value a, Value b); /* null equals null */
uint64_t value_hash(Type type, Value value);

/*
 * Text form, as PostgreSQL's input and output functions, reading by the context of `cx`.
 * value_parse raises 22P02, 22003, 22007, 22008, 22001 as PostgreSQL does; `position` is put into
 * the error.  It applies the type's typmod as an explicit cast would not: varchar(n) input that
 * is too long fails unless the rest is blank.  Results live in cx->arena.
 */
must_use bool value_parse(Cx *cx, Type type, Str text, int position, Value *out_value);
void value_print_styled(StrBuilder *builder, const ValueContext *context, Type type,
                        Value value);                          /* not null */
void value_print(StrBuilder *builder, Type type, Value value); /* in the default context */

/* Binary form, as PostgreSQL's send and receive functions.  Raises 22P03, 08P01. */
void value_encode_binary(StrBuilder *builder, const ValueContext *context, Type type,
                         Value value); /* not null; no length word */
must_use bool value_decode_binary(Cx *cx, Type type, Str bytes, Value *out_value);

#endif
