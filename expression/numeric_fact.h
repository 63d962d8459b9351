/* numeric_fact.h -- PRIVATE: digits of FIXED numerics; see numeric_fact.c. */
#ifndef EXPRESSION_NUMERIC_FACT_H
#define EXPRESSION_NUMERIC_FACT_H

#include "expression/expression.h"

/* May + - or * over arguments of these types leave 128 bits?  True where it is not FIXED. */
bool numeric_call_may_overflow(FunctionId function, const Type *args);

/* The most decimal digits a FIXED value of the type has. */
int numeric_digits(Type type);

#endif
