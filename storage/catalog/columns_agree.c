/* columns_agree.c -- the columns all files of a table share. */
#include "storage/catalog/table_store.h"

/* The type to which two guesses about text agree. */
static Type widen(Type a, Type b)
{
    static const struct {
        TypeId narrow, wide;
    } steps[] = {
        { TYPE_INT4, TYPE_INT8 },   { TYPE_INT4, TYPE_FLOAT8 },    { TYPE_INT8, TYPE_NUMERIC },
        { TYPE_INT8, TYPE_FLOAT8 }, { TYPE_NUMERIC, TYPE_FLOAT8 }, { TYPE_DATE, TYPE_TIMESTAMP },
    };

    if (a.id == b.id)
        return a;
    for (size_t at = 0; at < COUNT_OF(steps); at++)
        if ((a.id == steps[at].narrow && b.id == steps[at].wide) ||
            (b.id == steps[at].narrow && a.id == steps[at].wide))
            return type_of(steps[at].wide);
    return type_of(TYPE_TEXT);
}

static bool fail_disagree(Cx *cx, const FileDescription *a, const FileDescription *b,
                          Str difference)
{
    fail(cx, ERR_DATATYPE_MISMATCH, NO_POSITION,
         "files \"%.*s\" and \"%.*s\" of one table have different columns", STR(a->path),
         STR(b->path));
    return fail_detail(cx, "%.*s", STR(difference));
}

static bool agree_on_column(Cx *cx, const FileDescription *first, const FileDescription *other,
                            uint32_t at, FileColumn *column)
{
    const FileColumn *next = &other->columns[at];

    if (!str_equal(column->name, next->name))
        return fail_disagree(cx, first, other,
                             str_format(cx->arena,
                                        "Column %u is called \"%.*s\" in one, \"%.*s\" in the "
                                        "other.",
                                        at + 1, STR(column->name), STR(next->name)));
    if (!type_equal(column->type, next->type) && first->format != FORMAT_CSV)
        return fail_disagree(cx, first, other,
                             str_format(cx->arena,
                                        "Column \"%.*s\" has type %.*s in one, %.*s in the other.",
                                        STR(column->name), STR(type_print(cx->arena, column->type)),
                                        STR(type_print(cx->arena, next->type))));
    if (first->format == FORMAT_CSV)
        column->type = widen(column->type, next->type);
    column->nullable = column->nullable || next->nullable;
    return true;
}

static bool agree_with(Cx *cx, const FileDescription *first, const FileDescription *other,
                       FileColumn *columns)
{
    if (first->format != other->format)
        return fail_disagree(cx, first, other, STR_LIT("One is Parquet, the other CSV."));
    if (first->column_count != other->column_count)
        return fail_disagree(cx, first, other,
                             str_format(cx->arena, "One has %u columns, the other %u.",
                                        first->column_count, other->column_count));
    for (uint32_t column = 0; column < first->column_count; column++)
        TRY(agree_on_column(cx, first, other, column, &columns[column]));
    return true;
}

FileColumn *columns_agree(Cx *cx, const TableFiles *table)
{
    const FileDescription *first = table->files[0];
    FileColumn *columns =
        arena_copy(cx->arena, first->columns, first->column_count * sizeof *columns);

    for (uint32_t file = 1; file < table->file_count; file++)
        TRY(agree_with(cx, first, table->files[file], columns));
    return columns;
}
