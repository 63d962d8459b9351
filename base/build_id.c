/* build_id.c -- the linker puts a hash of the executable into a note; it is read from there. */
#include "base/build_id.h"

#include <elf.h>
#include <link.h>

enum { ID_BYTES_MAX = 64 };

static char text[2 * ID_BYTES_MAX + 1];

static void take_id(const unsigned char *id, size_t bytes)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t at = 0; at < bytes && at < ID_BYTES_MAX; at++) {
        text[2 * at] = digits[id[at] >> 4];
        text[2 * at + 1] = digits[id[at] & 15];
    }
}

static size_t padded(size_t bytes)
{
    return (bytes + 3) & ~(size_t)3;
}

static void read_notes(const char *at, size_t bytes)
{
    while (bytes >= sizeof(ElfW(Nhdr))) {
        const ElfW(Nhdr) *note = (const void *)at;
        size_t size = sizeof *note + padded(note->n_namesz) + padded(note->n_descsz);
        if (size > bytes)
            return;
        if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 &&
            memcmp(at + sizeof *note, "GNU", 4) == 0)
            take_id((const unsigned char *)at + sizeof *note + padded(note->n_namesz),
                    note->n_descsz);
        at += size;
        bytes -= size;
    }
}

/* The first object is the executable itself. */
static int visit_object(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    (void)context;
    for (int at = 0; at < info->dlpi_phnum; at++)
        if (info->dlpi_phdr[at].p_type == PT_NOTE)
            read_notes((const char *)info->dlpi_addr + info->dlpi_phdr[at].p_vaddr,
                       info->dlpi_phdr[at].p_memsz);
    return 1;
}

Str build_id(void)
{
    if (!text[0])
        dl_iterate_phdr(visit_object, NULL);
    return str_of(text);
}
