/*
 * version.h -- immutable versions of the catalog, and the tables they share.
 *
 *     SharedVersion 6 ── SharedTable a (begun in 3) ──┐
 *     SharedVersion 7 ── SharedTable b (begun in 7)   └── also held by version 7
 *
 * A version holds its tables; whoever acquired a version holds that.  Nothing is written after
 * publishing but the counts of holders, and what has no holder left is freed by the last one.
 */
#ifndef STORAGE_CATALOG_VERSION_H
#define STORAGE_CATALOG_VERSION_H

#include "storage/catalog.h"
#include "storage/catalog/database.h"

struct SharedTable {
    CatalogTable table;      /* its data and sequence are held */
    int64_t begin_version;   /* with the oid: the identity of this state of a table over files */
    Arena *arena;            /* all of its memory, this struct included; or NULL: that is */
    SharedTable *definition; /* what all but the data belongs to, held */
    _Atomic uint32_t holders;
};

/* All comments, which versions share.  Counted. */
typedef struct SharedComments {
    Arena *arena; /* of this struct, too */
    CatalogComment *items;
    uint32_t count;
    _Atomic uint32_t holders;
} SharedComments;

struct SharedType {
    CatalogType type;
    Arena *arena; /* all of its memory, this struct included */
    _Atomic uint32_t holders;
};

typedef struct SharedVersion {
    CatalogVersion version;   /* first: what the public pointer shows */
    SharedTable **tables;     /* those in version.tables, in the same order */
    SharedType **types;       /* likewise */
    SharedComments *comments; /* those in version.comments; NULL: none */
    SharedSecurity *security; /* version.security; NULL: the initial one */
    Arena *arena;
    _Atomic uint32_t holders;
} SharedVersion;

/* The newest version as the database has it, held once.  Tables that have not changed since
 * `previous` (may be NULL) are taken from there. */
must_use SharedVersion *version_load(Cx *cx, Database *database, const SharedVersion *previous);
/* An empty version with room for so many of each; the tables that are put into it, in the order of
 * their names, and the types, in that of their oids, bring a hold. */
SharedVersion *version_new(int64_t number, uint32_t schemas, uint32_t tables, uint32_t types);
void version_add(SharedVersion *version, SharedTable *table);
/* Takes over the hold. */
void version_set_comments(SharedVersion *version, SharedComments *comments);
/* Takes over the hold; NULL: the initial one. */
void version_set_security(SharedVersion *version, SharedSecurity *security);
void comments_drop(SharedComments *comments); /* NULL is fine */
void version_add_type(SharedVersion *version, SharedType *type);
void version_hold(SharedVersion *version);
void version_drop(SharedVersion *version); /* NULL is fine */
void shared_type_hold(SharedType *type);
void shared_type_drop(SharedType *type); /* NULL is fine */

/* One table as the database has it now; its name is copied.  Held once. */
must_use SharedTable *table_load(Cx *cx, Database *database, const CatalogTable *identity,
                                 int64_t begin_version);

#endif
