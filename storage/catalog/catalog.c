/*
 * catalog.c -- the catalog thread: requests in, versions out.
 *
 *     any thread ── Request ──> queue ──> catalog thread ── SQLite
 *                 <── answer ──                  └── publishes a SharedVersion
 *
 * All SQLite work happens on the one thread; whoever asks waits, so the thread may use the asker's
 * Cx meanwhile.  Readers never wait for it: they take the current version under a lock that is
 * held for an addition or an exchange of pointers only.
 *
 * Invariant: `current` is never NULL once catalog_open has returned, and is held once by us.
 */
#include "storage/catalog/change.h"
#include "storage/catalog/table_store.h"
#include "storage/catalog/version.h"

#include <pthread.h>
#include <signal.h>

enum { CATALOG_QUEUE_MAX = 1024 }; /* requests waiting */

typedef struct Request {
    bool (*run)(Cx *cx, Catalog *catalog, const void *arguments);
    const void *arguments;
    Cx *cx; /* the asker's */
    bool is_answered;
    bool has_succeeded;
    struct Request *next;
} Request;

struct Catalog {
    Arena *arena; /* this struct */
    pthread_t thread;

    pthread_mutex_t queue_lock; /* guards what follows to `is_closing`, and answers */
    pthread_cond_t asked;
    pthread_cond_t answered;
    Request *first, **last_link;
    uint32_t queue_length;
    bool is_closing;

    Database database; /* the catalog thread's alone */

    _Atomic uint32_t next_oid; /* of what is not in the database */

    pthread_mutex_t version_lock; /* guards `current` */
    SharedVersion *current;
};

/* --- The thread --------------------------------------------------------------------------------
 */

/* The next request, NULL when the catalog closes. */
static Request *take_request(Catalog *catalog)
{
    pthread_mutex_lock(&catalog->queue_lock);
    while (!catalog->first && !catalog->is_closing)
        pthread_cond_wait(&catalog->asked, &catalog->queue_lock);

    Request *request = catalog->first;
    if (request) {
        catalog->first = request->next;
        if (!catalog->first)
            catalog->last_link = &catalog->first;
        catalog->queue_length--;
    }
    pthread_mutex_unlock(&catalog->queue_lock);
    return request;
}

static void answer(Catalog *catalog, Request *request, bool has_succeeded)
{
    pthread_mutex_lock(&catalog->queue_lock);
    request->has_succeeded = has_succeeded;
    request->is_answered = true; /* from here on the request may be gone */
    pthread_cond_broadcast(&catalog->answered);
    pthread_mutex_unlock(&catalog->queue_lock);
}

static void *catalog_main(void *self)
{
    Catalog *catalog = self;
    Request *request;

    while ((request = take_request(catalog)))
        answer(catalog, request, request->run(request->cx, catalog, request->arguments));
    database_close(&catalog->database);
    return NULL;
}

/* --- Asking it ---------------------------------------------------------------------------------
 */

static bool ask(Cx *cx, Catalog *catalog,
                bool (*run)(Cx *cx, Catalog *catalog, const void *arguments), const void *arguments)
{
    Request request = { .run = run, .arguments = arguments, .cx = cx };

    pthread_mutex_lock(&catalog->queue_lock);
    assert(!catalog->is_closing);
    bool has_room = catalog->queue_length < CATALOG_QUEUE_MAX;
    if (has_room) {
        *catalog->last_link = &request;
        catalog->last_link = &request.next;
        catalog->queue_length++;
        pthread_cond_signal(&catalog->asked);
        while (!request.is_answered)
            pthread_cond_wait(&catalog->answered, &catalog->queue_lock);
    }
    pthread_mutex_unlock(&catalog->queue_lock);

    if (!has_room)
        return fail(cx, ERR_CONFIGURATION_LIMIT_EXCEEDED, NO_POSITION,
                    "more than %d requests wait for the catalog", CATALOG_QUEUE_MAX);
    return request.has_succeeded;
}

/* The database knows files only: all else is taken over from the version before. */
static void publish(Catalog *catalog, SharedVersion *version)
{
    pthread_mutex_lock(&catalog->version_lock);
    SharedVersion *former = catalog->current;
    CatalogChanges others = former ? version_memory(former) : (CatalogChanges){ 0 };
    catalog->current = version_with(version, &others, version->version.number);
    pthread_mutex_unlock(&catalog->version_lock);
    catalog_changes_clear(&others);
    version_drop(version);
    version_drop(former);
}

void catalog_commit(Catalog *catalog, const CatalogChanges *changes)
{
    pthread_mutex_lock(&catalog->version_lock);
    SharedVersion *former = catalog->current;
    catalog->current = version_with(former, changes, former->version.number + 1);
    pthread_mutex_unlock(&catalog->version_lock);
    version_drop(former);
}

uint32_t catalog_new_oid(Catalog *catalog)
{
    return atomic_fetch_add(&catalog->next_oid, 1);
}

uint32_t catalog_new_type_oid(Catalog *catalog)
{
    enum { EVEN_AND_NEXT = 3 }; /* of which two are even and the one after it */

    return (atomic_fetch_add(&catalog->next_oid, EVEN_AND_NEXT) + 1) & ~1u;
}

/* --- Requests ----------------------------------------------------------------------------------
 */

static bool run_open(Cx *cx, Catalog *catalog, const void *arguments)
{
    const char *path = arguments;

    TRY(database_open(cx, &catalog->database, path));
    publish(catalog, TRY(version_load(cx, &catalog->database, NULL)));
    return true;
}

/* Store the table and build the version that shows it, both before the commit point: after it
 * nothing can fail any more. */
static SharedVersion *store_and_load(Cx *cx, Catalog *catalog, const TableFiles *table)
{
    TRY(table_store(cx, &catalog->database, table));

    SharedVersion *version = TRY(version_load(cx, &catalog->database, catalog->current));
    if (check_memory(cx) && database_commit(cx, &catalog->database))
        return version;
    version_drop(version);
    return NULL;
}

static bool run_add_table(Cx *cx, Catalog *catalog, const void *arguments)
{
    TRY(database_begin(cx, &catalog->database));
    SharedVersion *version = store_and_load(cx, catalog, arguments);
    if (!version) {
        database_rollback(&catalog->database);
        return false;
    }
    publish(catalog, version);
    return true;
}

/* --- Public ------------------------------------------------------------------------------------
 */

static bool start_thread(Cx *cx, Catalog *catalog)
{
    sigset_t all, former;

    /* Signals are for the threads that wait for them. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &former);
    int error = pthread_create(&catalog->thread, NULL, catalog_main, catalog);
    pthread_sigmask(SIG_SETMASK, &former, NULL);
    if (error)
        return fail(cx, ERR_SYSTEM_ERROR, NO_POSITION, "could not start the catalog thread: %s",
                    strerror(error));
    pthread_setname_np(catalog->thread, "catalog");
    return true;
}

static void catalog_free(Catalog *catalog)
{
    version_drop(catalog->current);
    pthread_mutex_destroy(&catalog->version_lock);
    pthread_cond_destroy(&catalog->answered);
    pthread_cond_destroy(&catalog->asked);
    pthread_mutex_destroy(&catalog->queue_lock);
    arena_free(catalog->arena);
}

Catalog *catalog_open(Cx *cx, const char *database_path)
{
    Arena *arena = arena_new(NULL);
    Catalog *catalog = arena_zero(arena, sizeof *catalog);

    catalog->arena = arena;
    catalog->last_link = &catalog->first;
    catalog->next_oid = CATALOG_MEMORY_OID_FIRST;
    pthread_mutex_init(&catalog->queue_lock, NULL);
    pthread_mutex_init(&catalog->version_lock, NULL);
    pthread_cond_init(&catalog->asked, NULL);
    pthread_cond_init(&catalog->answered, NULL);
    if (!start_thread(cx, catalog)) {
        catalog_free(catalog);
        return NULL;
    }
    if (!ask(cx, catalog, run_open, database_path)) {
        catalog_close(catalog);
        return NULL;
    }
    return catalog;
}

void catalog_close(Catalog *catalog)
{
    if (!catalog)
        return;
    pthread_mutex_lock(&catalog->queue_lock);
    catalog->is_closing = true;
    pthread_cond_signal(&catalog->asked);
    pthread_mutex_unlock(&catalog->queue_lock);
    pthread_join(catalog->thread, NULL);
    catalog_free(catalog);
}

bool catalog_add_table(Cx *cx, Catalog *catalog, Str name, FileDescription *const *files,
                       uint32_t file_count)
{
    TableFiles table = { .name = name, .files = files, .file_count = file_count };

    assert(file_count > 0);
    return ask(cx, catalog, run_add_table, &table);
}

const CatalogVersion *catalog_acquire(Catalog *catalog)
{
    pthread_mutex_lock(&catalog->version_lock);
    SharedVersion *version = catalog->current;
    version_hold(version);
    pthread_mutex_unlock(&catalog->version_lock);
    return &version->version;
}

void catalog_hold(const CatalogVersion *version)
{
    version_hold((SharedVersion *)(uintptr_t)version);
}

void catalog_release(Catalog *catalog, const CatalogVersion *version)
{
    (void)catalog; /* not looked at: a version may outlive its catalog */
    /* The version is the first member of a SharedVersion that is ours to count in. */
    version_drop((SharedVersion *)(uintptr_t)version);
}
