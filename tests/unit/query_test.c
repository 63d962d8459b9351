/* query_test.c -- what the leases of a query share: its files. */
#include "tests/unit/operator_make.h"
#include "base/pack.h"
#include "worker/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILES = 2 * OPEN_FILES_MAX + 3, PATH_BYTES = 64 };

/* A query over CSV files of one column in a folder of their own. */
typedef struct FilesCase {
    char folder[PATH_BYTES];
    PlanFile plans[FILES];
    SegmentStore *segments;
    QueryRun *query;
} FilesCase;

static PlanFile write_file(Cx *cx, const char *folder, int number)
{
    Str path = str_format(cx->arena, "%s/%d.csv", folder, number);
    FILE *file = fopen(path.data, "w");

    EXPECT(file && fprintf(file, "a\n%d\n", number) > 0 && fclose(file) == 0);
    ScanFile *open = scan_open(cx, path, FORMAT_CSV, NULL, NULL, 0, NULL);
    EXPECT(open);
    PlanFile plan = { .path = path, .format = FORMAT_CSV, .pin = *scan_pin(open) };
    scan_close(open);
    return plan;
}

static QueryRun *make_query(Cx *cx, SegmentStore *segments)
{
    const Plan *input = NEW(cx, Values, .columns = { 0 });
    const Plan *root = NEW(cx, Exchange, .input = (Plan *)(uintptr_t)input);
    StrBuilder plan = str_builder(cx->arena), stages = str_builder(cx->arena);

    plan_encode(cx, root, &plan);
    pack_array(&stages, 1);
    pack_bytes(&stages, plan.data, plan.length);
    PrepareMessage prepare = { .query = 1, .stages = str_built(&stages) };
    return query_run_new(cx, &prepare, NULL, segments);
}

static void note_nothing(void *context, uint64_t query, uint64_t segment, uint64_t bytes, int fd)
{
    (void)context;
    (void)query;
    (void)segment;
    (void)bytes;
    close(fd);
}

static void case_begin(Cx *cx, FilesCase *c, int files)
{
    snprintf(c->folder, sizeof c->folder, "/tmp/hearth-query-XXXXXX");
    EXPECT(mkdtemp(c->folder) != NULL);
    for (int at = 0; at < files; at++)
        c->plans[at] = write_file(cx, c->folder, at);
    c->segments = segment_store_new(1, note_nothing, NULL);
    c->query = make_query(cx, c->segments);
    EXPECT(c->query);
}

static void case_end(FilesCase *c, int files)
{
    query_run_free(c->query);
    segment_store_free(c->segments);
    for (int at = 0; at < files; at++)
        EXPECT(unlink(c->plans[at].path.data) == 0);
    EXPECT(rmdir(c->folder) == 0);
}

TEST(a_file_that_another_thread_opens_is_waited_for_without_the_lock)
{
    FilesCase c;
    ScanFile *file = NULL;

    case_begin(cx, &c, 1);
    OpenFile opening = { .plan = &c.plans[0] };
    c.query->files = &opening;
    c.query->file_count = 1;
    EXPECT(query_file(cx, c.query, &c.plans[0], &file) == FILE_OPENING && !file);
    query_revoke(c.query, 0);
    c.query->files = NULL;
    c.query->file_count = 0;
    EXPECT(query_file(cx, c.query, &c.plans[0], &file) == FILE_READY && file);
    query_let_go(c.query, &c.plans[0]);
    case_end(&c, 1);
}

TEST(a_file_that_cannot_be_opened_is_tried_again_by_the_next_lease)
{
    FilesCase c;
    Cx first = { .arena = cx->arena };
    ScanFile *file = NULL;

    case_begin(cx, &c, 1);
    PlanFile changed = c.plans[0];
    c.plans[0].pin.size_bytes++;
    EXPECT(query_file(&first, c.query, &c.plans[0], &file) == FILE_FAILED && has_failed(&first));
    EXPECT(c.query->file_count == 0);
    c.plans[0] = changed;
    EXPECT(query_file(cx, c.query, &c.plans[0], &file) == FILE_READY && file);
    query_let_go(c.query, &c.plans[0]);
    case_end(&c, 1);
}

TEST(files_that_no_lease_holds_are_closed_when_there_are_many)
{
    static FilesCase c;
    ScanFile *file, *held;

    case_begin(cx, &c, FILES);
    EXPECT(query_file(cx, c.query, &c.plans[0], &held) == FILE_READY);
    for (int at = 1; at < FILES; at++) {
        EXPECT(query_file(cx, c.query, &c.plans[at], &file) == FILE_READY);
        query_let_go(c.query, &c.plans[at]);
        EXPECT(c.query->file_count <= OPEN_FILES_MAX);
    }
    EXPECT(query_file(cx, c.query, &c.plans[0], &file) == FILE_READY && file == held);
    EXPECT(query_file(cx, c.query, &c.plans[1], &file) == FILE_READY); /* again */
    query_let_go(c.query, &c.plans[0]);
    query_let_go(c.query, &c.plans[0]);
    query_let_go(c.query, &c.plans[1]);
    case_end(&c, FILES);
}
