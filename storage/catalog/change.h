/* change.h -- versions made from others without the database: see catalog.h. */
#ifndef STORAGE_CATALOG_CHANGE_H
#define STORAGE_CATALOG_CHANGE_H

#include "storage/catalog/version.h"

/* `base` as `changes` make it, under a number of its own.  Held once. */
SharedVersion *version_with(const SharedVersion *base, const CatalogChanges *changes,
                            int64_t number);
/* The comments of `base` as `changes` make them, into a version that has all its objects. */
void merge_comments(SharedVersion *into, const SharedVersion *base, const CatalogChanges *changes);
/* Are both about one object? */
bool change_is_of(const CatalogChange *a, const CatalogChange *b);
/* All that the version has and no database knows, as changes. */
CatalogChanges version_memory(const SharedVersion *version);

#endif
