/* cast.h -- PRIVATE: the kernels of casts; cast.c says which serves which types. */
#ifndef EXPRESSION_KERNELS_CAST_H
#define EXPRESSION_KERNELS_CAST_H

#include "expression/program.h"

bool kernel_cast_integer(const KernelCall *call, Column *out);
bool kernel_cast_integer_bool(const KernelCall *call, Column *out);
bool kernel_cast_bool_integer(const KernelCall *call, Column *out);
bool kernel_cast_integer_char(const KernelCall *call, Column *out);
bool kernel_cast_integer_oid(const KernelCall *call, Column *out);
bool kernel_cast_oid_integer(const KernelCall *call, Column *out);
bool kernel_cast_integer_real(const KernelCall *call, Column *out);
bool kernel_cast_real(const KernelCall *call, Column *out);
bool kernel_cast_real_integer(const KernelCall *call, Column *out);
bool kernel_cast_real_numeric(const KernelCall *call, Column *out);
bool kernel_cast_numeric_real(const KernelCall *call, Column *out);
bool kernel_cast_numeric_integer(const KernelCall *call, Column *out);
bool kernel_cast_numeric(const KernelCall *call, Column *out);

bool kernel_cast_string(const KernelCall *call, Column *out);
bool kernel_cast_bool_text(const KernelCall *call, Column *out);
bool kernel_cast_to_text(const KernelCall *call, Column *out);
bool kernel_cast_from_text(const KernelCall *call, Column *out);

bool kernel_cast_date_timestamp(const KernelCall *call, Column *out);
bool kernel_cast_timestamp_date(const KernelCall *call, Column *out);
bool kernel_cast_datetime(const KernelCall *call, Column *out);

bool kernel_cast_array(const KernelCall *call, Column *out);

static inline bool cast_is_explicit(const KernelCall *call)
{
    const CastMode *mode = call->state;
    return mode && mode->is_explicit;
}

#endif
