/*
 * statistics.h -- what is known of the values of a column in some rows: of a chunk, a file or a
 * table.
 *
 * Bounds hold for every value that is not null.  Where all rows are null there is nothing to
 * bound, so such rows never spoil the bounds of others.
 */
#ifndef STORAGE_CATALOG_STATISTICS_H
#define STORAGE_CATALOG_STATISTICS_H

#include "base/pack.h"
#include "base/value.h"

enum { STATISTICS_TEXT_BYTES_MAX = 1024 }; /* longer bounds are not kept */

typedef struct Statistics {
    bool has_bounds;
    Value min, max;
    int64_t null_count; /* negative: unknown */
    int64_t rows;
} Statistics;

/* Of no rows at all: the start of a merge. */
Statistics statistics_none(void);
/* Fold `more` rows into `into`; text stays borrowed. */
void statistics_merge(Type type, Statistics *into, const Statistics *more);

/* May bounds of this type be kept at all?  Not where values could not be checked after a journey
 * (VAR numerics), nor where they have no order by themselves. */
bool statistics_can_bound(Type type);
bool statistics_fit(Type type, const Value *min, const Value *max);

void value_pack(StrBuilder *out, Type type, Value value);
/* Faulty where the value could not lie in a column of the type; text is borrowed. */
Value value_unpack(PackReader *reader, Type type);

#endif
