/* object.h -- private to pg_catalog: the names of objects that reg* types show and read. */
#ifndef SERVER_PG_CATALOG_OBJECT_H
#define SERVER_PG_CATALOG_OBJECT_H

#include "expression/expression.h"
#include "server/pg_catalog/pg_catalog.h"

/* For the lookup functions: each object of a reg* type with its name as that type writes it. */
Str object_name_table(const PgCatalog *catalog, Cx *cx, TypeId type);
/* The same with whether each is found without its schema, as "t" or "f". */
Str object_visible_table(const PgCatalog *catalog, Cx *cx, TypeId type);
/* For find_object(): the other way.  Empty: names of this type must be constant. */
Str object_directory(const PgCatalog *catalog, Cx *cx, TypeId type);

/* abs(integer) or +(integer,integer), as regprocedure or regoperator: its oid, 0 with `may_miss`
 * where there is none. */
must_use bool signature_find(Cx *cx, const PgCatalog *catalog, const SystemName *wanted,
                             int64_t *out_oid);

/* The type of base/types.def that has this oid, or an array of one. */
TypeId builtin_type(uint32_t oid);

/* The function of this name, where no two have it; else 0. */
uint32_t procedure_oid(Str name);

/* All functions and operators that pg_proc and regproc columns know of. */
typedef struct Procedure {
    uint32_t oid;
    const char *name;
    uint32_t args[FUNCTION_ARGS_MAX];
    uint32_t arg_count;
} Procedure;

typedef bool (*ProcedureFn)(const Procedure *procedure, void *context);
/* Until one call gives false; operators by their own oids and names. */
void each_procedure(ProcedureFn fn, void *context);
void each_operator(ProcedureFn fn, void *context);

/* Has no other function, or operator, this name? */
bool procedure_is_alone(const Procedure *procedure, bool is_operator);

/* "abs(integer)", "-(NONE,integer)" */
Str signature_text(Arena *arena, const Procedure *procedure, TypeId type);

#endif
