/* type_facts.h -- private to pg_catalog: type_facts.def by type. */
#ifndef SERVER_PG_CATALOG_TYPE_FACTS_H
#define SERVER_PG_CATALOG_TYPE_FACTS_H

#include "base/type.h"

enum { COLLATION_C = 950 };

typedef struct TypeFacts {
    const char *io_prefix; /* "numeric_" of numeric_in */
    char align, storage;
    bool is_by_value;
    char kind;               /* typtype */
    const char *typmod_stem; /* "numerictypmod" of numerictypmodin, or "-" */
} TypeFacts;

/* A row of pseudo_types.def. */
typedef struct PseudoType {
    uint32_t oid;
    const char *name;
    uint32_t array_oid;
    int length;
    const char *io_prefix;
    bool is_binary;
} PseudoType;

uint32_t pseudo_type_count(void);
const PseudoType *pseudo_type(uint32_t at);

const TypeFacts *type_facts(TypeId id);
/* pg_type.typcollation: an oid, 0 where the type has none. */
uint32_t type_collation(TypeId id);

#endif
