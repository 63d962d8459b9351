/*
 * privilege.c -- has_table_privilege and its like, which the session answers: see ExpressionHost.
 *
 *     has_..._privilege([role,] object [, column], privileges)
 *
 * Roles and objects are names or oids, columns names or attnums: the types of the arguments say.
 */
#include "expression/kernels/each_value.h"
#include "expression/kernels/host.h"
#include "expression/kernels/kernel.h"

static NameOrOid name_or_oid(const KernelCall *call, const Value *args, uint32_t at)
{
    TypeId type = call->arg_types[at].id;

    if (type_is_string(type) || type == TYPE_NAME)
        return (NameOrOid){ .is_name = true, .name = args[at].text };
    return (NameOrOid){ .oid = args[at].integer };
}

static bool ask(const KernelCall *call, PrivilegeKind kind, const Value *args, Value *out)
{
    ExpressionHost *host = expression_host();
    uint32_t of_object = kind == PRIVILEGE_OF_COLUMN ? 3 : 2, at = 0;
    PrivilegeQuestion question = { .kind = kind, .has_role = call->arg_count > of_object };

    if (!host)
        return fail(call->cx, ERR_FEATURE_NOT_SUPPORTED, call->position,
                    "privileges cannot be asked for in a query over files yet");
    if (question.has_role)
        question.role = name_or_oid(call, args, at++);
    question.object = name_or_oid(call, args, at++);
    if (kind == PRIVILEGE_OF_COLUMN)
        question.column = name_or_oid(call, args, at++);
    question.privileges = args[at].text;
    return host->has_privilege(host, call->cx, &question, out);
}

#define HAS_PRIVILEGE(WHAT, KIND)                                                                  \
    static bool has_##WHAT(const KernelCall *call, const Value *args, Value *out)                  \
    {                                                                                              \
        return ask(call, KIND, args, out);                                                         \
    }                                                                                              \
    EACH_VALUE(kernel_has_##WHAT, has_##WHAT)

HAS_PRIVILEGE(table, PRIVILEGE_OF_TABLE)
HAS_PRIVILEGE(any_column, PRIVILEGE_OF_ANY_COLUMN)
HAS_PRIVILEGE(column, PRIVILEGE_OF_COLUMN)
HAS_PRIVILEGE(sequence, PRIVILEGE_OF_SEQUENCE)
HAS_PRIVILEGE(schema, PRIVILEGE_OF_SCHEMA)
HAS_PRIVILEGE(database, PRIVILEGE_OF_DATABASE)
HAS_PRIVILEGE(tablespace, PRIVILEGE_OF_TABLESPACE)
HAS_PRIVILEGE(role, PRIVILEGE_OF_ROLE)
