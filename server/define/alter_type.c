/*
 * alter_type.c -- ALTER TYPE of enums, ALTER DOMAIN, and how both are found: see define.h.
 */
#include "server/define/define.h"

const CatalogType *type_find(const Define *d, const Plan *name, bool if_exists)
{
    Texts parts = ((const TableName *)name)->parts;
    Str schema = parts.count > 1 ? parts.items[parts.count - 2] : STR_NONE;
    Str last = parts.items[parts.count - 1];
    const CatalogType *found = catalog_find_type(d->version, &d->path, schema, last);
    const char *point = schema.length ? "." : "";

    if (found)
        return found;
    if (catalog_find_table(d->version, &d->path, schema,
                           last)) /* its rows are of a type of that name */
        return fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "\"%.*s\" is not a domain",
                    STR(last));
    if (if_exists)
        define_notice(d, ERR_NONE, "type \"%.*s%s%.*s\" does not exist, skipping", STR(schema),
                      point, STR(last));
    else
        fail(d->cx, ERR_UNDEFINED_OBJECT, NO_POSITION, "type \"%.*s%s%.*s\" does not exist",
             STR(schema), point, STR(last));
    return NULL;
}

/* --- Labels ---------------------------------------------------------------------------------- */

static void *fail_no_label(Define *d, Str label)
{
    return fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                "\"%.*s\" is not an existing enum label", STR(label));
}

static void *fail_label_exists(Define *d, Str label)
{
    return fail(d->cx, ERR_DUPLICATE_OBJECT, NO_POSITION, "enum label \"%.*s\" already exists",
                STR(label));
}

/* A place between the labels before and after `at`; false where none is left. */
static bool place_at(const EnumType *labels, uint32_t at, int64_t *out_place)
{
    if (at == labels->label_count) {
        int64_t last = at ? labels->labels[at - 1].place : 0;
        return !__builtin_add_overflow(last, ENUM_PLACE_UNIT, out_place);
    }
    if (at == 0)
        return !__builtin_sub_overflow(labels->labels[0].place, ENUM_PLACE_UNIT, out_place);
    int64_t before = labels->labels[at - 1].place;
    *out_place = before + (labels->labels[at].place - before) / 2;
    return *out_place != before;
}

static bool find_place(Define *d, const EnumType *labels, const AlterAction *action,
                       uint32_t *out_at)
{
    *out_at = labels->label_count;
    if (!action->name.length)
        return true;
    const EnumLabel *neighbour = enum_label(labels, action->name);
    if (!neighbour)
        return fail_no_label(d, action->name);
    *out_at = (uint32_t)(neighbour - labels->labels) + (action->is_after ? 1 : 0);
    return true;
}

static bool add_value(Define *d, CatalogType *type, const AlterAction *action)
{
    uint32_t count = type->labels.label_count, at;
    EnumLabel *labels = ARENA_ARRAY(d->cx->arena, EnumLabel, count + 1);

    TRY(enum_check_label(d, action->new_name));
    if (enum_label(&type->labels, action->new_name)) {
        if (!action->if_exists)
            return fail_label_exists(d, action->new_name);
        define_notice(d, ERR_DUPLICATE_OBJECT, "enum label \"%.*s\" already exists, skipping",
                      STR(action->new_name));
        return true;
    }
    TRY(find_place(d, &type->labels, action, &at));
    labels[at] = (EnumLabel){ .oid = catalog_new_oid(d->session->server->catalog),
                              .text = action->new_name };
    if (count >= ENUM_LABELS_MAX || !place_at(&type->labels, at, &labels[at].place))
        return fail(d->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "no place is left for another label of enum %s", type_shown_name(d, type));
    memcpy(labels, type->labels.labels, at * sizeof *labels);
    memcpy(labels + at + 1, type->labels.labels + at, (count - at) * sizeof *labels);
    type->labels.labels = labels;
    type->labels.label_count = count + 1;
    return true;
}

static bool rename_value(Define *d, CatalogType *type, const AlterAction *action)
{
    const EnumType *labels = &type->labels;
    EnumLabel *renamed = ARENA_ARRAY(d->cx->arena, EnumLabel, labels->label_count + 1);
    const EnumLabel *found = enum_label(labels, action->name);

    TRY(enum_check_label(d, action->new_name));
    if (!found)
        return fail_no_label(d, action->name);
    if (enum_label(labels, action->new_name))
        return fail_label_exists(d, action->new_name);
    memcpy(renamed, labels->labels, labels->label_count * sizeof *renamed);
    renamed[found - labels->labels].text = action->new_name;
    type->labels.labels = renamed;
    return true;
}

/* --- Domains --------------------------------------------------------------------------------- */

/* What would have to be checked: NULL where no rows are of the domain. */
static const CatalogTable *table_with_rows(const Define *d, uint32_t domain)
{
    for (uint32_t at = 0; at < d->version->table_count; at++) {
        const CatalogTable *table = &d->version->tables[at];
        for (uint32_t in = 0; table->rows && in < table->column_count; in++)
            if (table->columns[in].domain_oid == domain)
                return table;
    }
    return NULL;
}

static bool check_no_rows(Define *d, const CatalogType *type)
{
    const CatalogTable *table = table_with_rows(d, type->oid);

    return !table || fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                          "a constraint of a domain cannot be added yet while table \"%.*s\" has "
                          "rows of it",
                          STR(table->name));
}

static void *fail_no_constraint(Define *d, const CatalogType *type, Str name)
{
    return fail(d->cx, ERR_UNDEFINED_OBJECT, NO_POSITION,
                "constraint \"%.*s\" of domain \"%.*s\" does not exist", STR(name),
                STR(type->name));
}

static bool drop_check(Define *d, CatalogType *type, const AlterAction *action)
{
    CatalogConstraint *left = ARENA_ARRAY(d->cx->arena, CatalogConstraint, type->check_count + 1);
    uint32_t count = 0;

    for (uint32_t at = 0; at < type->check_count; at++)
        if (!str_equal(type->checks[at].name, action->name))
            left[count++] = type->checks[at];
    if (count == type->check_count && !action->if_exists)
        return fail_no_constraint(d, type, action->name);
    if (count == type->check_count)
        define_notice(d, ERR_NONE,
                      "constraint \"%.*s\" of domain \"%.*s\" does not exist, skipping",
                      STR(action->name), STR(type->name));
    type->checks = left;
    type->check_count = count;
    return true;
}

static bool rename_check(Define *d, CatalogType *type, const AlterAction *action)
{
    CatalogConstraint *checks = ARENA_ARRAY(d->cx->arena, CatalogConstraint, type->check_count + 1);
    CatalogConstraint *found = NULL;

    for (uint32_t at = 0; at < type->check_count; at++) {
        checks[at] = type->checks[at];
        if (str_equal(checks[at].name, action->name))
            found = &checks[at];
    }
    if (!found)
        return fail_no_constraint(d, type, action->name);
    found->name = action->new_name;
    type->checks = checks;
    return true;
}

static bool alter_domain(Define *d, CatalogType *type, const AlterAction *action)
{
    switch ((AlterKind)action->kind) {
    case ALTER_COLUMN_DEFAULT: return domain_set_default(d, type, action->expr);
    case ALTER_SET_NOT_NULL: type->not_null = true; return check_no_rows(d, type);
    case ALTER_DROP_NOT_NULL: type->not_null = false; return true;
    case ALTER_ADD_CONSTRAINT: {
        const Constraint *constraint = (const Constraint *)action->constraint;
        if (constraint->kind != CONSTRAINT_CHECK)
            break;
        TRY(domain_add_check(d, type, constraint));
        return check_no_rows(d, type);
    }
    case ALTER_DROP_CONSTRAINT: return drop_check(d, type, action);
    case ALTER_RENAME_CONSTRAINT: return rename_check(d, type, action);
    default: break;
    }
    return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "ALTER ... %s is not supported yet",
                alter_names[action->kind]);
}

/* --- Both kinds ------------------------------------------------------------------------------ */

/* Under another name or in another schema, where no such type may be. */
static bool move_type(Define *d, CatalogType *type, Str schema, Str name)
{
    Str parts[2] = { schema, name };
    ObjectName moved;

    TRY(type_name_new(d, (Texts){ parts, 2 }, &moved));
    type->name = moved.name;
    type->schema_oid = moved.schema_oid;
    return true;
}

static bool run_action(Define *d, CatalogType *type, const AlterAction *action)
{
    bool is_of_enum = action->kind == ALTER_ADD_VALUE || action->kind == ALTER_RENAME_VALUE;

    if (is_of_enum && type->is_domain)
        return fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "%s is not an enum",
                    type_shown_name(d, type));
    switch ((AlterKind)action->kind) {
    case ALTER_ADD_VALUE: return add_value(d, type, action);
    case ALTER_RENAME_VALUE: return rename_value(d, type, action);
    case ALTER_RENAME:
        return move_type(d, type, catalog_schema_name(d->version, type->schema_oid),
                         action->new_name);
    case ALTER_SET_SCHEMA: return move_type(d, type, action->new_name, type->name);
    case ALTER_SET_OWNER: return true; /* whoever is connected owns everything */
    default: break;
    }
    if (type->is_domain)
        return alter_domain(d, type, action);
    return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION, "ALTER ... %s is not supported yet",
                alter_names[action->kind]);
}

bool alter_type(Define *d, const Alter *statement)
{
    const CatalogType *found = type_find(d, statement->object, statement->if_exists);

    if (!found)
        return !has_failed(d->cx);
    if (statement->kind == OBJECT_DOMAIN && !found->is_domain)
        return fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "%s is not a domain",
                    type_shown_name(d, found));
    CatalogType type = *found;
    for (uint32_t at = 0; at < statement->actions.count; at++)
        TRY(run_action(d, &type, (const AlterAction *)statement->actions.items[at]));
    type_put(d, &type);
    return true;
}
