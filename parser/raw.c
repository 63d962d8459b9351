/* raw.c -- the call of libpg_query; see raw.h.  It keeps its state per thread and redirects
 * nothing, so threads may parse at once. */
#include "parser/raw.h"

#include <pg_query.h>

static void free_result(PgQueryProtobufParseResult *result)
{
    pg_query_free_protobuf_parse_result(*result);
}

bool raw_parse_here(Cx *cx, Str text, RawResult *out_result)
{
    assert(text.data[text.length] == 0);
    CLOSES(free_result)
    PgQueryProtobufParseResult result = pg_query_parse_protobuf(text.data);

    if (result.error)
        *out_result = (RawResult){
            .is_error = true,
            .character = result.error->cursorpos,
            .bytes = str_copy(cx->arena, str_of(result.error->message)),
        };
    else
        *out_result = (RawResult){
            .bytes = str_copy(cx->arena, (Str){ result.parse_tree.data, result.parse_tree.len }),
        };
    return check_memory(cx);
}
