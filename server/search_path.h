/*
 * search_path.h -- private to the server: the setting search_path, as schemas that are there.
 */
#ifndef SERVER_SEARCH_PATH_H
#define SERVER_SEARCH_PATH_H

#include "server/session.h"

/*
 * Where the session's names without a schema are looked for, in `arena`: the schemas that the
 * setting lists and that are there, with the session's temporary one and pg_catalog before them
 * where it does not list these.
 */
SearchPath search_path_of(Arena *arena, const Session *session, const CatalogVersion *version);

/* The type as format_type() writes it: quoted where it must be, with its schema where the path does
 * not find it. */
const char *created_type_text(Arena *arena, const CatalogVersion *version, const SearchPath *path,
                              const CatalogType *type);
/* The enums of the version, named so, all of it in `arena`. */
EnumTypes search_path_enums(Arena *arena, const Session *session, const CatalogVersion *version);
#endif
