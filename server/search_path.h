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
#endif
