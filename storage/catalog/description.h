/* description.h -- the limits of a file's description, and checks shared by both its ends. */
#ifndef STORAGE_CATALOG_DESCRIPTION_H
#define STORAGE_CATALOG_DESCRIPTION_H

#include "storage/catalog.h"

#include <stdlib.h>

enum {
    FILE_NAME_BYTES_MAX = 1024, /* of a column's name */
    FILE_PATH_BYTES_MAX = 4096,
};

/* The sum of chunk_rows, which a sound description can form. */
int64_t file_description_rows(const FileDescription *description);

/* May a column of a file have this type? */
bool file_type_is_sound(Type type);

/* A column whose name another one has too; NULL: all differ. */
const FileColumn *file_columns_find_twice(Arena *arena, const FileColumn *columns, uint32_t count);

#endif
