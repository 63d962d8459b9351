/* script.c -- see script.h. */
#include "server/cli/script.h"

#include "base/utf8.h"
#include "server/cli/width.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    READ_BYTES = 64 * 1024,
    SHOWN_COLUMNS_MAX = 100, /* of a source line; longer ones are cut */
    SHOWN_BEFORE_MAX = 60,   /* of them before the caret */
};

/* --- Reading ---------------------------------------------------------------------------------- */

typedef struct OpenFile {
    int fd;
} OpenFile;

static void file_close(OpenFile *file)
{
    if (file->fd > STDIN_FILENO)
        close(file->fd);
}

static void *fail_file(Cx *cx, const char *what, const char *name)
{
    return fail(cx, ERR_IO_ERROR, NO_POSITION, "could not %s \"%s\": %s", what, name,
                strerror(errno));
}

static bool check_kind(Cx *cx, int fd, const char *name)
{
    struct stat status;

    if (fstat(fd, &status) != 0)
        return fail_file(cx, "look at", name);
    if (!S_ISDIR(status.st_mode))
        return true;
    fail(cx, ERR_IO_ERROR, NO_POSITION, "\"%s\" is a folder, not a script", name);
    return fail_hint(cx, "folders and files of data go behind --");
}

static bool read_all(Cx *cx, int fd, const char *name, Signals *signals, StrBuilder *out)
{
    for (;;) {
        if (signals_wait(signals, fd, POLLIN, WAIT_FOREVER) == WAITED_SIGNAL)
            return fail(cx, ERR_QUERY_CANCELED, NO_POSITION, "interrupted");
        ssize_t count = read(fd, str_reserve(out, READ_BYTES), READ_BYTES);
        if (count == 0)
            return true;
        if (count < 0 && errno != EINTR && errno != EAGAIN)
            return fail_file(cx, "read", name);
        out->length += count > 0 ? (size_t)count : 0;
        if (out->length > SCRIPT_BYTES_MAX)
            return fail(cx, ERR_IO_ERROR, NO_POSITION, "script \"%s\" is larger than %d MB", name,
                        SCRIPT_BYTES_MAX / (1024 * 1024));
    }
}

bool script_read(Cx *cx, const char *path, Signals *signals, Script *out_script)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    bool is_stdin = strcmp(path, "-") == 0;
    const char *name = is_stdin ? "<stdin>" : path;
    CLOSES(file_close)
    OpenFile file = { is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC) };
    StrBuilder bytes = str_builder(cx->arena);

    if (file.fd < 0)
        return fail_file(cx, "open", name);
    TRY(check_kind(cx, file.fd, name));
    TRY(read_all(cx, file.fd, name, signals, &bytes));
    Str text = str_built(&bytes);
    if (memchr(text.data, '\0', text.length))
        return fail(cx, ERR_IO_ERROR, NO_POSITION, "\"%s\" is not a text: it holds a zero byte",
                    name);
    if (str_starts(text, byte_order_mark))
        text = str_slice(text, sizeof byte_order_mark - 1, text.length);
    *out_script = (Script){ name, text };
    return true;
}

/* --- Reporting -------------------------------------------------------------------------------- */

/* Where in the script the server's position is. */
static size_t source_of(const ScriptStep *step, uint32_t position)
{
    size_t sent = utf8_offset(step->expanded.text, position - 1);

    return step->at.start + expanded_source(&step->expanded, sent);
}

/* The part of a line that is shown around the caret, in bytes. */
typedef struct Window {
    size_t start, end;
} Window;

static Window window_around(Str line, size_t caret)
{
    Window window = { 0, line.length };
    size_t bytes, before = text_width(str_slice(line, 0, caret)), width = 0;

    while (before > SHOWN_BEFORE_MAX) {
        int columns = char_width(line, window.start, &bytes);
        before -= columns > 0 ? (size_t)columns : 0;
        window.start += bytes;
    }
    for (window.end = window.start; window.end < line.length; window.end += bytes) {
        int columns = char_width(line, window.end, &bytes);
        width += columns > 0 ? (size_t)columns : 1;
        if (width > SHOWN_COLUMNS_MAX)
            break;
    }
    return window;
}

/* Blanks as wide as what stands above them. */
static void print_blanks(FILE *to, Str text)
{
    size_t bytes;

    for (size_t at = 0; at < text.length; at += bytes) {
        int columns = char_width(text, at, &bytes);
        if (text.data[at] == '\t')
            fputc('\t', to);
        else
            fprintf(to, "%*s", columns < 0 ? 1 : columns, "");
    }
}

/* No byte of a script may move the cursor but a tab. */
static void print_source(FILE *to, Str text)
{
    size_t bytes;

    for (size_t at = 0; at < text.length; at += bytes) {
        bool is_shown = char_width(text, at, &bytes) >= 0 || text.data[at] == '\t';
        if (is_shown)
            fwrite(text.data + at, 1, bytes, to);
        else
            fputc('?', to);
    }
}

static void print_line(FILE *to, ScanPlace place)
{
    static const char cut[] = "...";
    Str line = place.line_text;
    size_t caret = utf8_offset(line, place.column - 1);
    Window window = window_around(line, caret);
    const char *before = window.start ? cut : "", *after = window.end < line.length ? cut : "";

    fprintf(to, "    %s", before);
    print_source(to, str_slice(line, window.start, window.end));
    fprintf(to, "%s\n    %*s", after, (int)strlen(before), "");
    print_blanks(to, str_slice(line, window.start, caret));
    fputs("^\n", to);
}

static void print_part(FILE *to, const char *title, Str text)
{
    if (text.data)
        fprintf(to, "%s:  %.*s\n", title, STR(text));
}

void script_report(FILE *to, const ScriptStep *step, const ServerMessage *message)
{
    size_t at = message->position ? source_of(step, message->position) : step->at.start;
    ScanPlace place = scan_place(step->script->text, at);
    bool has_code = message->code.length && !str_is(message->code, "00000");

    fprintf(to, "%s:%zu:%zu: %.*s", step->script->name, place.line, place.column,
            STR(message->severity));
    if (has_code)
        fprintf(to, " %.*s", STR(message->code));
    fprintf(to, ": %.*s\n", STR(message->message));
    if (message->position)
        print_line(to, place);
    print_part(to, "DETAIL", message->detail);
    print_part(to, "HINT", message->hint);
    print_part(to, "CONTEXT", message->context);
}
