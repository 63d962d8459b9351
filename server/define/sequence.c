/*
 * sequence.c -- CREATE and ALTER SEQUENCE, and the options of identities: see define.h.
 *
 *     words ──> options over those that were ──> a Sequence of its own, put like any relation
 *
 * Altered options share the place where the sequence stands with what other sessions still see;
 * RESTART gives it a new one, so that a rollback undoes it.
 */
#include "server/define/define.h"

#include "server/role/roles.h"

/* --- Types ----------------------------------------------------------------------------------- */

static const struct SequenceType {
    TypeId type;
    int64_t min, max;
} sequence_types[] = { { TYPE_INT2, INT16_MIN, INT16_MAX },
                       { TYPE_INT4, INT32_MIN, INT32_MAX },
                       { TYPE_INT8, INT64_MIN, INT64_MAX } };

static const struct SequenceType *limits_of(TypeId type)
{
    for (size_t at = 0; at < COUNT_OF(sequence_types); at++)
        if (sequence_types[at].type == type)
            return &sequence_types[at];
    return &sequence_types[2];
}

/* --- Words ----------------------------------------------------------------------------------- */

typedef struct OptionValue {
    bool is_given; /* or NO ..., or nothing behind RESTART: then has no value */
    bool has_value;
    int64_t value;
} OptionValue;

/* Options by name, as the grammar gives them. */
typedef struct SequenceWords {
    OptionValue start, restart, increment, min, max, cache;
    bool says_cycle, cycles;
    TypeId type;
    bool says_type;
} SequenceWords;

static bool read_option(const Define *d, Str text, OptionValue *out)
{
    Value value = { 0 };

    if (text.length)
        TRY(value_parse(d->cx, type_of(TYPE_INT8), text, NO_POSITION, &value));
    *out = (OptionValue){ true, text.length != 0, value.integer };
    return true;
}

static OptionValue *option_of(SequenceWords *words, Str name)
{
    if (str_is(name, "start"))
        return &words->start;
    if (str_is(name, "restart"))
        return &words->restart;
    if (str_is(name, "increment"))
        return &words->increment;
    if (str_is(name, "minvalue"))
        return &words->min;
    if (str_is(name, "maxvalue"))
        return &words->max;
    return str_is(name, "cache") ? &words->cache : NULL;
}

static bool is_sequence_type(TypeId type)
{
    return type == TYPE_INT2 || type == TYPE_INT4 || type == TYPE_INT8;
}

static bool read_words(const Define *d, Texts texts, SequenceWords *words)
{
    for (uint32_t at = 0; at + 1 < texts.count; at += 2) {
        Str name = texts.items[at], value = texts.items[at + 1];
        OptionValue *option = option_of(words, name);
        if (option) {
            TRY(read_option(d, value, option));
        } else if (str_is(name, "cycle")) {
            words->says_cycle = true;
            words->cycles = !str_is(value, "false");
        } else if (str_is(name, "as")) {
            words->says_type = true;
            words->type = type_find_name(value);
        }
    }
    return is_sequence_type(words->type) ||
           fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                "sequence type must be smallint, integer, or bigint");
}

/* The names of `a,"b,c"`, as the parser writes those of OWNED BY. */
static Texts split_names(Arena *arena, Str text)
{
    Texts names = { ARENA_ARRAY(arena, Str, text.length + 1), 0 };

    for (size_t at = 0; at < text.length; at++) {
        StrBuilder name = str_builder(arena);
        bool is_quoted = text.data[at] == '"';
        for (at += is_quoted; at < text.length; at++) {
            bool is_quote = is_quoted && text.data[at] == '"';
            bool is_double = is_quote && at + 1 < text.length && text.data[at + 1] == '"';
            if ((is_quote && !is_double) || (!is_quoted && text.data[at] == ','))
                break;
            at += is_double;
            str_add_char(&name, text.data[at]);
        }
        at += is_quoted; /* to the comma */
        names.items[names.count++] = str_built(&name);
    }
    return names;
}

static bool find_names(Arena *arena, Texts options, const char *word, Texts *out_names)
{
    for (uint32_t at = 0; at + 1 < options.count; at += 2)
        if (str_is(options.items[at], word)) {
            *out_names = split_names(arena, options.items[at + 1]);
            return true;
        }
    return false;
}

/* --- Options --------------------------------------------------------------------------------- */

static bool check_limit(const Define *d, const char *word, int64_t value,
                        const struct SequenceType *limits)
{
    return (value >= limits->min && value <= limits->max) ||
           fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                "%s (%lld) is out of range for sequence data type %s", word, (long long)value,
                type_sql_name(limits->type));
}

/* `word` (value) must lie between the bounds. */
static bool check_between(const Define *d, const char *word, int64_t value,
                          const SequenceOptions *o)
{
    if (value < o->min)
        return fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                    "%s value (%lld) cannot be less than MINVALUE (%lld)", word, (long long)value,
                    (long long)o->min);
    return value <= o->max || fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                                   "%s value (%lld) cannot be greater than MAXVALUE (%lld)", word,
                                   (long long)value, (long long)o->max);
}

/* A sequence as it is to be. */
typedef struct SequenceDraft {
    SequenceOptions options;
    TypeId type;
    bool is_new;
    int64_t last; /* where it stands; then where it starts, if `restarts` */
    bool restarts;
} SequenceDraft;

/* Bounds that were those of the former type become those of the new one. */
static void set_bounds(SequenceDraft *draft, const SequenceWords *words)
{
    const struct SequenceType *limits = limits_of(words->type);
    const struct SequenceType *former = limits_of(draft->type);
    SequenceOptions *o = &draft->options;
    bool changes = words->says_type && !draft->is_new;
    bool resets_max = changes && o->max == former->max;
    bool resets_min = changes && o->min == former->min;

    if (words->max.has_value)
        o->max = words->max.value;
    else if (draft->is_new || words->max.is_given || resets_max)
        o->max = o->increment > 0 || resets_max ? limits->max : -1;
    if (words->min.has_value)
        o->min = words->min.value;
    else if (draft->is_new || words->min.is_given || resets_min)
        o->min = o->increment < 0 || resets_min ? limits->min : 1;
}

static bool check_bounds(const Define *d, const SequenceOptions *o, TypeId type)
{
    TRY(check_limit(d, "MAXVALUE", o->max, limits_of(type)));
    TRY(check_limit(d, "MINVALUE", o->min, limits_of(type)));
    return o->min < o->max || fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                                   "MINVALUE (%lld) must be less than MAXVALUE (%lld)",
                                   (long long)o->min, (long long)o->max);
}

/* In PostgreSQL's order, as the first error is told. */
static bool apply_words(const Define *d, const SequenceWords *words, SequenceDraft *draft)
{
    SequenceOptions *o = &draft->options;

    if (words->increment.is_given)
        o->increment = words->increment.value;
    if (o->increment == 0)
        return fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION, "INCREMENT must not be zero");
    if (words->says_cycle)
        o->cycles = words->cycles;
    set_bounds(draft, words);
    draft->type = words->type;
    TRY(check_bounds(d, o, draft->type));
    if (words->start.is_given)
        o->start = words->start.value;
    else if (draft->is_new)
        o->start = o->increment > 0 ? o->min : o->max;
    TRY(check_between(d, "START", o->start, o));
    if (words->restart.is_given || draft->is_new)
        draft->last = words->restart.has_value ? words->restart.value : o->start;
    draft->restarts = words->restart.is_given;
    TRY(check_between(d, "RESTART", draft->last, o));
    if (words->cache.is_given)
        o->cache = words->cache.value;
    return o->cache > 0 || fail(d->cx, ERR_INVALID_PARAMETER_VALUE, NO_POSITION,
                                "CACHE (%lld) must be greater than zero", (long long)o->cache);
}

static bool draft_new(const Define *d, Texts texts, TypeId type, SequenceDraft *out_draft)
{
    SequenceWords words = { .type = type };

    *out_draft =
        (SequenceDraft){ .options = { .increment = 1, .cache = 1 }, .type = type, .is_new = true };
    return read_words(d, texts, &words) && apply_words(d, &words, out_draft);
}

/* --- Making ---------------------------------------------------------------------------------- */

/* The name an identity says its sequence shall have; false: it says none, or an error. */
bool sequence_option_name(const Define *d, Texts options, const ObjectName *table,
                          ObjectName *out_name)
{
    Texts parts;
    bool exists;

    if (!find_names(d->cx->arena, options, "sequence_name", &parts))
        return false;
    TableName name = { .head = { .tag = PLAN_TableName }, .parts = parts };
    name.position = NO_POSITION;
    TRY(define_new_name(d, &name.head, table->is_temporary, out_name));
    return define_check_new(d, out_name, false, &exists);
}

static uint32_t make(Define *d, const ObjectName *name, const SequenceDraft *draft)
{
    Sequence *sequence = sequence_restarted(&draft->options, draft->last);
    CatalogColumn column = { .name = STR_LIT("last_value"),
                             .type = type_of(draft->type),
                             .null_count = 0 };
    CatalogTable table = { .oid = catalog_new_oid(d->session->server->catalog),
                           .schema_oid = name->schema_oid,
                           .name = name->name,
                           .kind = RELATION_SEQUENCE,
                           .is_temporary = name->is_temporary,
                           .sequence = sequence,
                           .columns = &column,
                           .column_count = 1 };

    transaction_put(d->session, table.oid, catalog_table_make(&table));
    sequence_drop(sequence);
    define_refresh(d);
    return table.oid;
}

bool make_sequence(Define *d, const ObjectName *name, Texts options, TypeId type, uint32_t *out_oid)
{
    SequenceDraft draft;

    TRY(draft_new(d, options, type, &draft));
    *out_oid = make(d, name, &draft);
    return true;
}

/* Takes over the hold of `sequence`. */
static void put_sequence(const Define *d, const CatalogTable *former, Sequence *sequence,
                         TypeId type)
{
    CatalogColumn column = former->columns[0];
    CatalogTable table = *former;

    column.type = type_of(type);
    table.columns = &column;
    table.sequence = sequence;
    transaction_put(d->session, table.oid, catalog_table_make(&table));
    sequence_drop(sequence);
}

bool sequence_alter(const Define *d, const CatalogTable *sequence, Texts options)
{
    TypeId type = (TypeId)sequence->columns[0].type.id;
    SequenceDraft draft = { .options = sequence_options(sequence->sequence), .type = type };
    SequenceWords words = { .type = type };
    bool is_called;

    sequence_peek(sequence->sequence, &draft.last, &is_called);
    TRY(read_words(d, options, &words));
    TRY(apply_words(d, &words, &draft));
    put_sequence(d, sequence,
                 draft.restarts ? sequence_restarted(&draft.options, draft.last)
                                : sequence_altered(sequence->sequence, &draft.options),
                 draft.type);
    return true;
}

void sequence_restart(const Define *d, const CatalogTable *sequence)
{
    SequenceOptions options = sequence_options(sequence->sequence);

    put_sequence(d, sequence, sequence_new(&options), (TypeId)sequence->columns[0].type.id);
}

/* --- OWNED BY -------------------------------------------------------------------------------- */

Plan *sequence_owner_name(const Cx *cx, Texts options)
{
    Texts names;

    if (!find_names(cx->arena, options, "owned_by", &names) || names.count < 2)
        return NULL;
    names.count--;
    TableName *name = (TableName *)NEW(cx, TableName, .parts = names, .position = NO_POSITION);
    return &name->head;
}

const CatalogTable *sequence_owner(const Define *d, uint32_t sequence, uint32_t *out_column)
{
    for (uint32_t at = 0; at < d->version->table_count; at++) {
        const CatalogTable *table = &d->version->tables[at];
        for (uint32_t in = 0; in < table->column_count; in++)
            if (table->columns[in].sequence_oid == sequence) {
                *out_column = in;
                return table;
            }
    }
    return NULL;
}

/* nextval('schema.sequence'::regclass) */
static const Expr *next_value_of(const Define *d, const CatalogTable *sequence)
{
    Cx *cx = d->cx;
    Str schema = catalog_schema_name(d->version, sequence->schema_oid);
    Str text = str_format(cx->arena, "%.*s.%.*s", STR(quoted_name(cx->arena, schema)),
                          STR(quoted_name(cx->arena, sequence->name)));
    const Expr *literal =
        NEW_EXPR(cx, type_of(TYPE_UNKNOWN), NO_POSITION, Const, .value = { .text = text });
    Str *words = ARENA_ARRAY(cx->arena, Str, 2);
    const Expr **args = ARENA_ARRAY(cx->arena, const Expr *, 1);

    words[0] = STR_LIT("nextval");
    words[1] = STR_LIT("regclass");
    args[0] = NEW_EXPR(cx, (Type){ 0 }, NO_POSITION, TypeCast, .arg = literal,
                       .type_name = { words + 1, 1 }, .type_position = NO_POSITION);
    return NEW_EXPR(cx, (Type){ 0 }, NO_POSITION, FunctionName, .parts = { words, 1 },
                    .args = { args, 1 });
}

/* The column no longer owns its sequence, but has its default from it if it had. */
static void give_up(const Define *d, const CatalogTable *table, uint32_t at,
                    const CatalogTable *sequence)
{
    CatalogColumn *columns =
        arena_copy(d->cx->arena, table->columns, table->column_count * sizeof *columns);
    CatalogTable changed = *table;

    if (!columns[at].only_owns_sequence)
        columns[at].default_value = define_store_expr(d, next_value_of(d, sequence));
    columns[at].sequence_oid = 0;
    columns[at].only_owns_sequence = false;
    changed.columns = columns;
    transaction_put(d->session, table->oid, catalog_table_make(&changed));
}

static bool check_owner(const Define *d, const CatalogTable *sequence, const CatalogTable *table)
{
    const Security *security = d->version->security;

    if (table->kind != RELATION_MEMORY || table->is_materialized) {
        fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION,
             "sequence cannot be owned by relation \"%.*s\"", STR(table->name));
        return fail_detail(d->cx, "This operation is not supported for %ss.", relation_word(table));
    }
    if (secured_relation(security, sequence).owner != secured_relation(security, table).owner)
        return fail(d->cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, NO_POSITION,
                    "sequence must have same owner as table it is linked to");
    return sequence->schema_oid == table->schema_oid ||
           fail(d->cx, ERR_OBJECT_NOT_IN_PREREQUISITE_STATE, NO_POSITION,
                "sequence must be in same schema as table it is linked to");
}

static bool take_over(const Define *d, uint32_t table_oid, Str column, uint32_t sequence)
{
    const CatalogTable *table = catalog_find_oid(d->version, table_oid);
    CatalogColumn *columns =
        arena_copy(d->cx->arena, table->columns, table->column_count * sizeof *columns);
    CatalogTable changed = *table;
    uint32_t at = 0;

    while (at < table->column_count && !str_equal(columns[at].name, column))
        at++;
    if (at == table->column_count)
        return fail(d->cx, ERR_UNDEFINED_COLUMN, NO_POSITION,
                    "column \"%.*s\" of relation \"%.*s\" does not exist", STR(column),
                    STR(table->name));
    if (columns[at].sequence_oid)
        return fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                    "column \"%.*s\" of relation \"%.*s\" owns a sequence already, and a second "
                    "one is not supported yet",
                    STR(column), STR(table->name));
    columns[at].sequence_oid = sequence;
    columns[at].only_owns_sequence = true;
    changed.columns = columns;
    transaction_put(d->session, table->oid, catalog_table_make(&changed));
    return true;
}

/* The former owner gives it up, the new one (none of `owner`: nobody) has it. */
static bool change_owner(Define *d, const CatalogTable *sequence, const Plan *owner, Str column)
{
    const CatalogTable *table = owner ? define_find(d, owner, "relation", false) : NULL;
    uint32_t at, oid = sequence->oid, table_oid = table ? table->oid : 0;
    const CatalogTable *former = sequence_owner(d, oid, &at);

    if (has_failed(d->cx) || (table && !check_owner(d, sequence, table)))
        return false;
    if (former && former->columns[at].identity != IDENTITY_NONE) {
        fail(d->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
             "cannot change ownership of identity sequence");
        return fail_detail(d->cx, "Sequence \"%.*s\" is linked to table \"%.*s\".",
                           STR(sequence->name), STR(former->name));
    }
    if (former && former == table && str_equal(former->columns[at].name, column))
        return true;
    if (former)
        give_up(d, former, at, sequence);
    define_refresh(d);
    return !table || take_over(d, table_oid, column, oid);
}

static bool set_owner(Define *d, uint32_t oid, Texts options)
{
    const CatalogTable *sequence = catalog_find_oid(d->version, oid);
    Texts names;

    if (!find_names(d->cx->arena, options, "owned_by", &names))
        return true;
    if (names.count == 1 && str_is(names.items[0], "none"))
        return change_owner(d, sequence, NULL, STR_NONE);
    if (names.count >= 2)
        return change_owner(d, sequence, sequence_owner_name(d->cx, options),
                            names.items[names.count - 1]);
    fail(d->cx, ERR_SYNTAX_ERROR, NO_POSITION, "invalid OWNED BY option");
    return fail_hint(d->cx, "Specify OWNED BY table.column or OWNED BY NONE.");
}

/* --- Statements ------------------------------------------------------------------------------ */

bool create_sequence(Define *d, const CreateSequence *statement)
{
    ObjectName name;
    uint32_t oid;
    bool exists;

    TRY(define_new_name(d, statement->sequence, statement->is_temporary, &name));
    TRY(define_check_new(d, &name, statement->if_not_exists, &exists));
    if (exists)
        return true;
    TRY(make_sequence(d, &name, statement->options, TYPE_INT8, &oid));
    return set_owner(d, oid, statement->options);
}

bool alter_sequence(Define *d, const AlterSequence *statement)
{
    const CatalogTable *sequence =
        define_find(d, statement->sequence, "relation", statement->if_exists);

    if (!sequence)
        return !has_failed(d->cx);
    if (sequence->kind != RELATION_SEQUENCE)
        return fail(d->cx, ERR_WRONG_OBJECT_TYPE, NO_POSITION, "\"%.*s\" is not a sequence",
                    STR(sequence->name));
    uint32_t oid = sequence->oid;
    TRY(sequence_alter(d, sequence, statement->options));
    define_refresh(d);
    return set_owner(d, oid, statement->options);
}
