/*
 * read_tmpl.h -- the rows of one type; included once a type by reader.c.
 *
 *     T        the C type of a value in the column
 *     PARSED   the type PARSE gives
 *     PARSE    bool (Str, PARSED *): the fast conversion of fields.h
 *     MEMBER   of a Value: where value_parse leaves it
 *     NAME(x)  the function's name
 */
static bool NAME(read)(ReadCall *call)
{
    T *restrict values = call->reader->values;

    for (uint32_t at = 0; at < call->selected; at++) {
        uint32_t row = row_of(call, at);
        CsvField field = field_of(call, row);
        Str text = { field.at, field.length };
        PARSED parsed;
        if (field.length == 0) {
            set_null(call, row);
        } else if (likely(PARSE(text, &parsed)) || PARSE(str_trim(text), &parsed)) {
            values[row] = (T)parsed;
        } else {
            Value value;
            TRY(parse_slowly(call, row, csv_field_text(call->cx->arena, field), &value));
            values[row] = (T)value.MEMBER;
        }
    }
    return true;
}
#undef T
#undef PARSED
#undef PARSE
#undef MEMBER
#undef NAME
