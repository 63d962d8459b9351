/* clock.h -- time that only goes forward, and the time of day. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/attributes.h"

int64_t clock_ns(void);                /* monotonic */
int64_t clock_ms(void);                /* monotonic */
int64_t clock_micros_since_2000(void); /* UTC, as timestamps count */

#endif
