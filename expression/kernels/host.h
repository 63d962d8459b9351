/* host.h -- PRIVATE: the session that kernels on this thread may ask; see ExpressionHost. */
#ifndef EXPRESSION_KERNELS_HOST_H
#define EXPRESSION_KERNELS_HOST_H

#include "expression/expression.h"

ExpressionHost *expression_host(void); /* NULL: none */

#endif
