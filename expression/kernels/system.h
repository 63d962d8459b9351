/*
 * system.h -- the kernels of catalog functions, and the constant that stands for a catalog.
 *
 * A function of the catalog, say from an oid to a name, becomes a lookup in a table that is one of
 * its arguments: a text constant of entries "oid value" by ascending oid, each ended by a NUL,
 * which no other text can contain.  So plans carry what they need, and kernels know no catalog.
 */
#ifndef EXPRESSION_KERNELS_SYSTEM_H
#define EXPRESSION_KERNELS_SYSTEM_H

#include "expression/expression.h"

bool kernel_lookup_bool(const KernelCall *call, Column *out);
bool kernel_lookup_int8(const KernelCall *call, Column *out);
bool kernel_lookup_text(const KernelCall *call, Column *out);
const void *prepare_lookup(Cx *cx, const Value *const *constants, const Type *types);

bool kernel_format_type(const KernelCall *call, Column *out);
/* One of the two writings that a column of type pg_node_tree has of an expression. */
bool kernel_get_expr(const KernelCall *call, Column *out);
bool kernel_encoding_to_char(const KernelCall *call, Column *out);
bool kernel_char_to_encoding(const KernelCall *call, Column *out);
bool kernel_size_pretty(const KernelCall *call, Column *out);
bool kernel_quote_ident(const KernelCall *call, Column *out);
bool kernel_quote_literal(const KernelCall *call, Column *out);
bool kernel_quote_nullable(const KernelCall *call, Column *out);

/* Raises 42704 for the name of a setting that there is not. */
bool kernel_unknown_setting(const KernelCall *call, Column *out);

bool kernel_null(const KernelCall *call, Column *out);
bool kernel_true(const KernelCall *call, Column *out);
bool kernel_false(const KernelCall *call, Column *out);
bool kernel_zero(const KernelCall *call, Column *out);
bool kernel_empty_text(const KernelCall *call, Column *out);

#endif
