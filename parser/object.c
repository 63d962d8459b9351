/* object.c -- how statements name the objects they drop, alter or comment; DROP, COMMENT. */
#include "parser/build.h"

bool object_kind_of(PgQuery__ObjectType type, ObjectKind *out_kind)
{
    switch (type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE: *out_kind = OBJECT_TABLE; return true;
    case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW: *out_kind = OBJECT_VIEW; return true;
    case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW: *out_kind = OBJECT_MATERIALIZED_VIEW; return true;
    case PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE: *out_kind = OBJECT_SEQUENCE; return true;
    case PG_QUERY__OBJECT_TYPE__OBJECT_INDEX: *out_kind = OBJECT_INDEX; return true;
    case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE: *out_kind = OBJECT_TYPE; return true;
    case PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN: *out_kind = OBJECT_DOMAIN; return true;
    case PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA: *out_kind = OBJECT_SCHEMA; return true;
    default: return false;
    }
}

/* PostgreSQL's errors about objects have no position. */
static Plan *make_object(const Builder *b, Texts parts)
{
    return NEW(b->cx, TableName, .parts = parts, .position = NO_POSITION);
}

static Plan *build_type_object(const Builder *b, const PgQuery__TypeName *type)
{
    if (type->n_array_bounds)
        return fail_unsupported(b, type->location, "an array type here");
    return make_object(b, build_names(b, NODES(type, names)));
}

Plan *build_object(const Builder *b, const Node *node)
{
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_STRING: {
        Str name = build_name(b, node->string->sval);
        return make_object(b, (Texts){ arena_copy(b->cx->arena, &name, sizeof name), 1 });
    }
    case PG_QUERY__NODE__NODE_LIST: return make_object(b, build_names(b, NODES(node->list, items)));
    case PG_QUERY__NODE__NODE_TYPE_NAME: return build_type_object(b, node->type_name);
    default: return fail_unsupported(b, -1, "this object");
    }
}

Plan *build_relation(const Builder *b, const PgQuery__RangeVar *relation)
{
    TableName *table = (TableName *)build_table(b, relation);

    table->position = NO_POSITION;
    return &table->head;
}

bool build_relations(const Builder *b, Nodes nodes, Plans *out_relations)
{
    Plans relations = { ARENA_ARRAY(b->cx->arena, Plan *, nodes.count), (uint32_t)nodes.count };

    for (uint32_t at = 0; at < relations.count; at++)
        relations.items[at] = TRY(build_relation(b, nodes.items[at]->range_var));
    *out_relations = relations;
    return true;
}

Str build_role(const Builder *b, const PgQuery__RoleSpec *role)
{
    switch (role ? role->roletype : PG_QUERY__ROLE_SPEC_TYPE__ROLE_SPEC_TYPE_UNDEFINED) {
    case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_CSTRING: return build_name(b, role->rolename);
    case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_CURRENT_ROLE: return STR_LIT("current_role");
    case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_CURRENT_USER: return STR_LIT("current_user");
    case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_SESSION_USER: return STR_LIT("session_user");
    case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_PUBLIC: return STR_LIT("public");
    default: return STR_NONE;
    }
}

/* --- Statements ------------------------------------------------------------------------------ */

Plan *build_drop(const Builder *b, const PgQuery__DropStmt *drop, ObjectKind kind)
{
    Plans objects = { ARENA_ARRAY(b->cx->arena, Plan *, drop->n_objects),
                      (uint32_t)drop->n_objects };

    for (uint32_t at = 0; at < objects.count; at++)
        objects.items[at] = TRY(build_object(b, drop->objects[at]));
    return NEW(b->cx, Drop, .kind = kind, .objects = objects, .if_exists = drop->missing_ok,
               .is_cascade = is_cascade(drop->behavior), .is_concurrent = drop->concurrent);
}

Plan *build_comment(const Builder *b, const PgQuery__CommentStmt *comment, ObjectKind kind)
{
    TableName *object = (TableName *)TRY(build_object(b, comment->object));
    Str column = STR_NONE;

    if (kind == OBJECT_COLUMN && object->parts.count < 2)
        return fail(b->cx, ERR_SYNTAX_ERROR, NO_POSITION, "column name must be qualified");
    if (kind == OBJECT_COLUMN || kind == OBJECT_CONSTRAINT)
        column = object->parts.items[--object->parts.count];
    return NEW(b->cx, Comment, .kind = kind, .object = &object->head, .column = column,
               .text = build_name(b, comment->comment));
}
