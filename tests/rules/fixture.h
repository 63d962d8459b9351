/* fixture.h -- a catalog that is not there: TPC-H's tables at scale 1 and a few small ones. */
#ifndef TESTS_RULES_FIXTURE_H
#define TESTS_RULES_FIXTURE_H

#include "catalyst/catalyst.h"

const CatalogVersion *fixture_catalog(Cx *cx);

/* Parse, analyse and optimise one query; its last column id goes to options->next_id. */
Plan *fixture_analyse(Cx *cx, Str sql, ColumnId *next_id);

#endif
