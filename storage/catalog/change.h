/* change.h -- versions made from others without the database: see catalog.h. */
#ifndef STORAGE_CATALOG_CHANGE_H
#define STORAGE_CATALOG_CHANGE_H

#include "storage/catalog/version.h"

/* `base` as `changes` make it, under a number of its own.  Held once. */
SharedVersion *version_with(const SharedVersion *base, const CatalogChanges *changes,
                            int64_t number);
/* All that the version has and no database knows, as changes. */
CatalogChanges version_memory(const SharedVersion *version);

#endif
