/* rows_sequence.c -- pg_sequence, pg_sequences and information_schema's sequences. */
#include "server/pg_catalog/relation.h"
#include "server/session.h"

static const CatalogTable *sequence_at(const Rows *rows, uint32_t at)
{
    const CatalogTable *table = &rows->catalog->version->tables[at];

    return table->kind == RELATION_SEQUENCE ? table : NULL;
}

static TypeId sequence_type(const CatalogTable *sequence)
{
    return (TypeId)sequence->columns[0].type.id;
}

void pg_sequence_rows(Rows *rows)
{
    for (uint32_t at = 0; at < rows->catalog->version->table_count; at++) {
        const CatalogTable *sequence = sequence_at(rows, at);
        if (!sequence || !rows_want(rows, sequence->oid))
            continue;
        SequenceOptions options = sequence_options(sequence->sequence);
        struct pg_sequence_row *row = rows_next(rows);
        put_int(rows, &row->seqrelid, sequence->oid);
        put_int(rows, &row->seqtypid, type_oid(sequence_type(sequence)));
        put_int(rows, &row->seqstart, options.start);
        put_int(rows, &row->seqincrement, options.increment);
        put_int(rows, &row->seqmax, options.max);
        put_int(rows, &row->seqmin, options.min);
        put_int(rows, &row->seqcache, options.cache);
        put_bool(rows, &row->seqcycle, options.cycles);
    }
}

/* Null before the first nextval. */
static void put_last_value(Rows *rows, struct pg_sequences_row *row, const CatalogTable *sequence)
{
    int64_t value;
    bool is_called;

    sequence_peek(sequence->sequence, &value, &is_called);
    if (is_called)
        put_int(rows, &row->last_value, value);
}

void pg_sequences_rows(Rows *rows)
{
    for (uint32_t at = 0; at < rows->catalog->version->table_count; at++) {
        const CatalogTable *sequence = sequence_at(rows, at);
        if (!sequence)
            continue;
        SequenceOptions options = sequence_options(sequence->sequence);
        struct pg_sequences_row *row = rows_next(rows);
        put_text(rows, &row->schemaname, schema_name(rows->catalog, sequence->schema_oid));
        put_text(rows, &row->sequencename, sequence->name);
        put_text(rows, &row->sequenceowner,
                 role_name_of(rows->catalog, rows->cx->arena,
                              secured_relation(rows->catalog->version->security, sequence).owner));
        put_int(rows, &row->data_type, type_oid(sequence_type(sequence)));
        put_int(rows, &row->start_value, options.start);
        put_int(rows, &row->min_value, options.min);
        put_int(rows, &row->max_value, options.max);
        put_int(rows, &row->increment_by, options.increment);
        put_bool(rows, &row->cycle, options.cycles);
        put_int(rows, &row->cache_size, options.cache);
        put_last_value(rows, row, sequence);
    }
}

/* Is it the sequence of an identity, which information_schema does not list? */
static bool is_of_identity(const Rows *rows, uint32_t sequence)
{
    const CatalogVersion *version = rows->catalog->version;

    for (uint32_t at = 0; at < version->table_count; at++)
        for (uint32_t in = 0; in < version->tables[at].column_count; in++) {
            const CatalogColumn *column = &version->tables[at].columns[in];
            if (column->sequence_oid == sequence)
                return column->identity != IDENTITY_NONE;
        }
    return false;
}

static Str number_text(Rows *rows, int64_t number)
{
    return str_format(rows->cx->arena, "%lld", (long long)number);
}

void standard_sequences_rows(Rows *rows)
{
    for (uint32_t at = 0; at < rows->catalog->version->table_count; at++) {
        const CatalogTable *sequence = sequence_at(rows, at);
        if (!sequence || is_of_identity(rows, sequence->oid))
            continue;
        SequenceOptions options = sequence_options(sequence->sequence);
        TypeId type = sequence_type(sequence);
        struct sequences_row *row = rows_next(rows);
        put_text(rows, &row->sequence_catalog, rows->catalog->database);
        put_text(rows, &row->sequence_schema, schema_name(rows->catalog, sequence->schema_oid));
        put_text(rows, &row->sequence_name, sequence->name);
        put_text(rows, &row->data_type, str_of(type_sql_name(type)));
        put_int(rows, &row->numeric_precision, type_length(type) * 8);
        put_int(rows, &row->numeric_precision_radix, 2);
        put_int(rows, &row->numeric_scale, 0);
        put_text(rows, &row->start_value, number_text(rows, options.start));
        put_text(rows, &row->minimum_value, number_text(rows, options.min));
        put_text(rows, &row->maximum_value, number_text(rows, options.max));
        put_text(rows, &row->increment, number_text(rows, options.increment));
        put_text(rows, &row->cycle_option, options.cycles ? STR_LIT("YES") : STR_LIT("NO"));
    }
}
