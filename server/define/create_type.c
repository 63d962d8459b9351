/*
 * create_type.c -- CREATE TYPE ... AS ENUM, CREATE DOMAIN: see define.h.
 */
#include "server/define/define.h"

#include "expression/expression.h"
#include "server/pg_catalog/pg_catalog.h"
#include "server/search_path.h"

/* --- Names ----------------------------------------------------------------------------------- */

/* The types, and the relations, whose rows are of a type of that name. */
static bool check_new_type(const Define *d, const ObjectName *name)
{
    if (catalog_find_type(d->version, NULL, name->schema, name->name))
        return fail(d->cx, ERR_DUPLICATE_OBJECT, NO_POSITION, "type \"%.*s\" already exists",
                    STR(name->name));
    return !define_has_relation(d, name->schema_oid, name->name) ||
           fail(d->cx, ERR_DUPLICATE_OBJECT, NO_POSITION, "type \"%.*s\" already exists",
                STR(name->name));
}

bool type_check_free(const Define *d, const ObjectName *name)
{
    if (!catalog_find_type(d->version, NULL, name->schema, name->name))
        return true;
    fail(d->cx, ERR_DUPLICATE_OBJECT, NO_POSITION, "type \"%.*s\" already exists", STR(name->name));
    return fail_hint(d->cx, "A relation has an associated type of the same name, so you must use a "
                            "name that doesn't conflict with any existing type.");
}

bool type_name_new(const Define *d, Texts parts, ObjectName *out_name)
{
    const Plan *written = NEW(d->cx, TableName, .parts = parts, .position = NO_POSITION);

    TRY(define_new_name(d, written, false, out_name));
    if (out_name->is_temporary)
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "temporary types are not supported");
    return check_new_type(d, out_name);
}

const char *type_shown_name(const Define *d, const CatalogType *type)
{
    return created_type_text(d->cx->arena, d->version, &d->path, type);
}

void type_put(Define *d, CatalogType *type)
{
    type->labels.id = (TypeId)type->oid;
    transaction_put_type(d->session, type->oid, catalog_type_make(type));
}

/* --- Enums ----------------------------------------------------------------------------------- */

bool enum_check_label(const Define *d, Str label)
{
    if (label.length <= ENUM_LABEL_BYTES_MAX)
        return true;
    fail(d->cx, ERR_INVALID_NAME, NO_POSITION, "invalid enum label \"%.*s\"", STR(label));
    return fail_detail(d->cx, "Labels must be %d bytes or less.", ENUM_LABEL_BYTES_MAX);
}

bool create_enum(Define *d, const CreateEnum *statement)
{
    CatalogType type = { .oid = catalog_new_type_oid(d->session->server->catalog) };
    EnumLabel *labels = ARENA_ARRAY(d->cx->arena, EnumLabel, statement->labels.count + 1);
    ObjectName name;

    TRY(type_name_new(d, statement->name, &name));
    if (statement->labels.count > ENUM_LABELS_MAX)
        return fail(d->cx, ERR_PROGRAM_LIMIT_EXCEEDED, NO_POSITION,
                    "an enum can have at most %d labels", ENUM_LABELS_MAX);
    type.name = name.name;
    type.schema_oid = name.schema_oid;
    for (uint32_t at = 0; at < statement->labels.count; at++) {
        Str text = statement->labels.items[at];
        TRY(enum_check_label(d, text));
        type.labels = (EnumType){ .labels = labels, .label_count = at };
        if (enum_label(&type.labels, text)) {
            fail(d->cx, ERR_UNIQUE_VIOLATION, NO_POSITION,
                 "duplicate key value violates unique constraint "
                 "\"pg_enum_typid_label_index\"");
            return fail_detail(d->cx, "Key (enumtypid, enumlabel)=(%u, %.*s) already exists.",
                               type.oid, STR(text));
        }
        labels[at] = (EnumLabel){ .place = (int64_t)(at + 1) * ENUM_PLACE_UNIT,
                                  .oid = catalog_new_oid(d->session->server->catalog),
                                  .text = text };
    }
    type.labels = (EnumType){ .labels = labels, .label_count = statement->labels.count };
    type_put(d, &type);
    return true;
}

/* --- Domains --------------------------------------------------------------------------------- */

/* domain_check, numbered until no constraint of the domain has the name. */
static Str choose_check_name(const Define *d, const CatalogType *type)
{
    CatalogTable as_table = { .constraints = type->checks, .constraint_count = type->check_count };

    return define_choose_name(d, 0, type->name, STR_NONE, "check", &as_table);
}

bool domain_add_check(Define *d, CatalogType *type, const Constraint *constraint)
{
    CatalogColumn value = { .name = STR_LIT("value"), .type = type->base, .nullable = true };
    CatalogTable as_table = { .name = type->name, .columns = &value, .column_count = 1 };
    CatalogConstraint *checks = ARENA_ARRAY(d->cx->arena, CatalogConstraint, type->check_count + 1);
    PgCatalog catalog;
    AnalyseInput input = define_input(d, &catalog);

    for (uint32_t at = 0; at < type->check_count; at++) {
        checks[at] = type->checks[at];
        if (str_equal(checks[at].name, constraint->name))
            return fail(d->cx, ERR_DUPLICATE_OBJECT, NO_POSITION,
                        "constraint \"%.*s\" for domain %s already exists", STR(constraint->name),
                        type_shown_name(d, type));
    }
    TRY(analyse_check(d->cx, &input, &as_table, constraint->expr));
    checks[type->check_count] = (CatalogConstraint){
        .oid = catalog_new_oid(d->session->server->catalog),
        .name = constraint->name.length ? constraint->name : choose_check_name(d, type),
        .check = define_store_expr(d, constraint->expr),
    };
    type->checks = checks;
    type->check_count++;
    return true;
}

bool domain_set_default(Define *d, CatalogType *type, const Expr *expr)
{
    CatalogColumn value = { .name = type->name, .type = type->base };
    PgCatalog catalog;
    AnalyseInput input = define_input(d, &catalog);

    type->default_value = (StoredTree){ STR_NONE, STR_NONE };
    if (!expr)
        return true;
    TRY(analyse_default(d->cx, &input, &value, expr));
    type->default_value = define_store_expr(d, expr);
    return true;
}

static void *fail_impossible(Define *d, const char *what)
{
    return fail(d->cx, ERR_SYNTAX_ERROR, NO_POSITION, "%s constraints not possible for domains",
                what);
}

/* What CREATE DOMAIN has said so far. */
typedef struct Said {
    bool null, not_null, default_value;
} Said;

static bool apply_constraint(Define *d, CatalogType *type, const Constraint *constraint, Said *said)
{
    switch ((ConstraintKind)constraint->kind) {
    case CONSTRAINT_NULL: said->null = true; break;
    case CONSTRAINT_NOT_NULL: said->not_null = type->not_null = true; break;
    case CONSTRAINT_CHECK: return domain_add_check(d, type, constraint);
    case CONSTRAINT_DEFAULT:
        if (said->default_value)
            return fail(d->cx, ERR_SYNTAX_ERROR, NO_POSITION, "multiple default expressions");
        said->default_value = true;
        return domain_set_default(d, type, constraint->expr);
    case CONSTRAINT_UNIQUE: return fail_impossible(d, "unique");
    case CONSTRAINT_PRIMARY: return fail_impossible(d, "primary key");
    case CONSTRAINT_FOREIGN: return fail_impossible(d, "foreign key");
    case CONSTRAINT_IDENTITY: return fail_impossible(d, "identity");
    case CONSTRAINT_GENERATED: return fail_impossible(d, "generated");
    }
    return !(said->null && said->not_null) ||
           fail(d->cx, ERR_SYNTAX_ERROR, NO_POSITION, "conflicting NULL/NOT NULL constraints");
}

static bool make_domain(Define *d, const CreateDomain *statement)
{
    CatalogType type = { .is_domain = true };
    Said said = { false };
    const CatalogType *over;
    ObjectName name;
    PgCatalog catalog;
    AnalyseInput input = define_input(d, &catalog);

    TRY(type_name_new(d, statement->name, &name));
    TRY(analyse_type(d->cx, &input, statement->type, &type.base, &over));
    if (type_category(type.base.id) == 'P')
        return fail(d->cx, ERR_DATATYPE_MISMATCH, NO_POSITION,
                    "\"%s\" is not a valid base type for a domain",
                    type_catalog_name(type.base.id));
    type.oid = catalog_new_type_oid(d->session->server->catalog);
    type.name = name.name;
    type.schema_oid = name.schema_oid;
    if (over) {
        type.base_domain = over->oid;
        type.default_value = over->default_value;
    }
    for (uint32_t at = 0; at < statement->constraints.count; at++)
        TRY(apply_constraint(d, &type, (const Constraint *)statement->constraints.items[at],
                             &said));
    type_put(d, &type);
    return true;
}

bool create_domain(Define *d, const CreateDomain *statement)
{
    if (make_domain(d, statement))
        return true;
    d->cx->error.position = NO_POSITION; /* as in PostgreSQL */
    return false;
}
