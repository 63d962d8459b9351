/* build_id.h -- which build this is: driver and workers must be the same. */
#ifndef BASE_BUILD_ID_H
#define BASE_BUILD_ID_H

#include "base/str.h"

/* Of the executable: the linker's build id, in hexadecimal. */
Str build_id(void);

#endif
