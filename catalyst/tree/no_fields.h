/* no_fields.h -- NODE only: what plan.def and expr.def are included with where fields do not
 * matter.  No include guard: it is meant to be included again and again. */
#define KID(f)
#define KIDS(f)
#define EXPR(f)
#define EXPRS(f)
#define NAMED(f)
#define SORTS(f)
#define COLUMNS(f)
#define COUNT(f)
#define COUNTS(f)
#define FLAG(f)
#define CHOICE(f, n)
#define TEXT(f)
#define NOTE(f)
#define TEXTS(f)
#define VALUE(f)
#define FILES(f)
#define END
