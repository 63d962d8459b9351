/* result_row.h -- private to worker: the parts of rows that result.c and copy_rows.c share. */
#ifndef WORKER_RESULT_ROW_H
#define WORKER_RESULT_ROW_H

#include "worker/result.h"

void row_put_u32(char *to, uint32_t value);
void row_put_u16(char *to, uint16_t value);
/* Length and bytes, in binary where `as_binary`. */
void row_add_value(StrBuilder *out, const ValueContext *values, bool as_binary,
                   const Column *column, uint32_t row, Type type);
void copy_add_row(StrBuilder *out, Columns columns, const ResultFormat *format, const Batch *batch,
                  uint32_t row);

#endif
