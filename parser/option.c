/* option.c -- the values of settings, and options: pairs of name and value as the grammar gives
 * them, whatever the statement. */
#include "base/interval.h"
#include "parser/build.h"

/* The integer modifiers of interval: the mask of its fields and the digits of its seconds. */
static int32_t interval_modifier(const PgQuery__TypeName *type)
{
    int numbers[2] = { INTERVAL_FULL_RANGE, INTERVAL_FULL_PRECISION };

    for (size_t at = 0; at < type->n_typmods && at < COUNT_OF(numbers); at++) {
        const Node *modifier = type->typmods[at];
        if (modifier->node_case == PG_QUERY__NODE__NODE_A_CONST &&
            modifier->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL)
            numbers[at] = modifier->a_const->ival->ival;
    }
    return type->n_typmods ? interval_typmod(numbers[0], numbers[1]) : TYPMOD_NONE;
}

/* SET TIME ZONE INTERVAL '-8' HOUR TO MINUTE: the only cast that may be a setting's value. */
static bool zone_interval(const Builder *b, const PgQuery__TypeCast *cast, Str *out_text)
{
    const Node *arg = cast->arg;
    char text[INTERVAL_TEXT_MAX];
    Interval interval;

    if (arg->node_case != PG_QUERY__NODE__NODE_A_CONST ||
        arg->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL)
        return fail_unsupported(b, cast->type_name->location, "this value");
    TRY(interval_parse(b->cx, str_of(arg->a_const->sval->sval), interval_modifier(cast->type_name),
                       NO_POSITION, &interval));
    size_t length = interval_write(text, interval);
    *out_text = str_format(b->cx->arena, "INTERVAL '%.*s'", (int)length, text);
    return true;
}

/* A name as a list has it: quoted where it could be taken for more than one, or for `*`. */
static void add_quoted(StrBuilder *out, Str name)
{
    bool is_plain = name.length > 0;

    for (size_t at = 0; at < name.length; at++)
        is_plain &= name.data[at] != ',' && name.data[at] != '"' && name.data[at] != '*';
    if (!is_plain)
        str_add_char(out, '"');
    for (size_t at = 0; at < name.length; at++) {
        if (name.data[at] == '"')
            str_add_char(out, '"');
        str_add_char(out, name.data[at]);
    }
    if (!is_plain)
        str_add_char(out, '"');
}

static bool list_text(const Builder *b, Nodes nodes, Str *out_text)
{
    StrBuilder out = str_builder(b->cx->arena);

    TRY(check_stack(b->cx));
    for (size_t at = 0; at < nodes.count; at++) {
        Str item;
        TRY(build_value_text(b, nodes.items[at], &item));
        if (at)
            str_add_char(&out, ',');
        add_quoted(&out, item);
    }
    *out_text = str_built(&out);
    return true;
}

/* The text of a value: a constant, a name, `*`, or a list of them with commas. */
bool build_value_text(const Builder *b, const Node *node, Str *out_text)
{
    Arena *arena = b->cx->arena;

    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_A_CONST: {
        const PgQuery__AConst *constant = node->a_const;
        if (constant->val_case == PG_QUERY__A__CONST__VAL_IVAL)
            *out_text = str_format(arena, "%d", constant->ival->ival);
        else if (constant->val_case == PG_QUERY__A__CONST__VAL_FVAL)
            *out_text = str_copy(arena, str_of(constant->fval->fval));
        else if (constant->val_case == PG_QUERY__A__CONST__VAL_BOOLVAL)
            *out_text = constant->boolval->boolval ? STR_LIT("true") : STR_LIT("false");
        else if (constant->val_case == PG_QUERY__A__CONST__VAL_SVAL)
            *out_text = build_name(b, constant->sval->sval);
        else
            return fail_unsupported(b, constant->location, "this value");
        return true;
    }
    case PG_QUERY__NODE__NODE_STRING: *out_text = build_name(b, node->string->sval); return true;
    case PG_QUERY__NODE__NODE_INTEGER:
        *out_text = str_format(arena, "%d", node->integer->ival);
        return true;
    case PG_QUERY__NODE__NODE_FLOAT:
        *out_text = str_copy(arena, str_of(node->float_->fval));
        return true;
    case PG_QUERY__NODE__NODE_BOOLEAN:
        *out_text = node->boolean->boolval ? STR_LIT("true") : STR_LIT("false");
        return true;
    case PG_QUERY__NODE__NODE_TYPE_NAME: return build_type_text(b, node->type_name, out_text);
    case PG_QUERY__NODE__NODE_LIST: return list_text(b, NODES(node->list, items), out_text);
    case PG_QUERY__NODE__NODE_A_STAR: *out_text = STR_LIT("*"); return true;
    case PG_QUERY__NODE__NODE_PARAM_REF: /* libpg_query lets it stand in more places */
        return fail_parameter(b, node->param_ref);
    case PG_QUERY__NODE__NODE_TYPE_CAST: return zone_interval(b, node->type_cast, out_text);
    default: return fail_unsupported(b, -1, "this value");
    }
}

bool build_value_texts(const Builder *b, Nodes nodes, Texts *out_texts)
{
    Texts texts = { ARENA_ARRAY(b->cx->arena, Str, nodes.count), (uint32_t)nodes.count };

    for (uint32_t at = 0; at < texts.count; at++)
        TRY(build_value_text(b, nodes.items[at], &texts.items[at]));
    *out_texts = texts;
    return true;
}

/* Options as name, value, name, value; the value is empty where only the name was written. */
bool build_options(const Builder *b, Nodes options, Texts *out_texts)
{
    Texts texts = { ARENA_ARRAY(b->cx->arena, Str, options.count * 2), 0 };

    for (size_t at = 0; at < options.count; at++) {
        const PgQuery__DefElem *option = options.items[at]->def_elem;
        Str value = STR_LIT("");
        if (option->arg)
            TRY(build_value_text(b, option->arg, &value));
        texts.items[texts.count++] = build_name(b, option->defname);
        texts.items[texts.count++] = value;
    }
    *out_texts = texts;
    return true;
}

/* Only for options that the grammar names: they are few, so the first repeat comes soon. */
bool check_no_repeat(const Builder *b, Nodes options)
{
    for (size_t at = 1; at < options.count; at++)
        for (size_t before = 0; before < at; before++) {
            const PgQuery__DefElem *option = options.items[at]->def_elem;
            if (strcmp(options.items[before]->def_elem->defname, option->defname) == 0)
                return fail(b->cx, ERR_SYNTAX_ERROR, option->location,
                            "conflicting or redundant options");
        }
    return true;
}
