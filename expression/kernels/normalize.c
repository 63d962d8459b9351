/* normalize.c -- normalize() and is_normalized(): Unicode's normal forms. */
#include "expression/kernels.h"
#include "expression/kernels/text.h"
#include "expression/kernels/text_utf8.h"

#include <stdlib.h>
#include <utf8proc.h>

static bool find_form(const KernelCall *call, Str name, utf8proc_option_t *out_options)
{
    static const struct {
        const char *name;
        int options;
    } forms[] = {
        { "NFC", UTF8PROC_STABLE | UTF8PROC_COMPOSE },
        { "NFD", UTF8PROC_STABLE | UTF8PROC_DECOMPOSE },
        { "NFKC", UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT },
        { "NFKD", UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT },
    };

    for (size_t at = 0; at < COUNT_OF(forms); at++) {
        bool same = strlen(forms[at].name) == name.length;
        for (size_t byte = 0; same && byte < name.length; byte++)
            same = (name.data[byte] & ~0x20) == forms[at].name[byte];
        if (same) {
            *out_options = (utf8proc_option_t)forms[at].options;
            return true;
        }
    }
    return fail(call->cx, ERR_INVALID_PARAMETER_VALUE, call->position,
                "invalid normalization form: %.*s", STR(name));
}

/* ASCII is normal in every form. */
static bool normal_form(const KernelCall *call, Str text, Str form, Str *out_text)
{
    utf8proc_option_t options = 0;
    utf8proc_uint8_t *made = NULL;

    TRY(find_form(call, form, &options));
    *out_text = text;
    if (text_is_ascii(text))
        return true;
    utf8proc_ssize_t length = utf8proc_map((const utf8proc_uint8_t *)text.data,
                                           (utf8proc_ssize_t)text.length, &made, options);
    if (length < 0)
        return fail(call->cx,
                    length == UTF8PROC_ERROR_NOMEM ? ERR_OUT_OF_MEMORY : ERR_INTERNAL_ERROR,
                    call->position, "could not normalize text: %s", utf8proc_errmsg(length));
    *out_text = str_copy(call->cx->arena, (Str){ (const char *)made, (size_t)length });
    free(made);
    return true;
}

static TextArg forms_arg(const KernelCall *call)
{
    return call->arg_count > 1 ? text_arg(call, 1) : (TextArg){ 0 };
}

static Str form_at(const TextArg *forms, uint32_t row)
{
    return forms->views ? text_at(forms, row) : STR_LIT("NFC");
}

bool kernel_normalize(const KernelCall *call, Column *out)
{
    TextArg texts = text_arg(call, 0), forms = forms_arg(call);
    LiveRows live = live_rows(call);
    TextOut result = text_out(call, text_bytes(&texts, live));

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str normal;
        TRY(normal_form(call, text_at(&texts, row), form_at(&forms, row), &normal));
        TRY(text_out_str(&result, row, normal));
    }
    *out = text_out_column(&result, call->rows);
    return true;
}

bool kernel_is_normalized(const KernelCall *call, Column *out)
{
    TextArg texts = text_arg(call, 0), forms = forms_arg(call);
    LiveRows live = live_rows(call);
    bool *results = result_alloc(call, LAYOUT_BOOL);

    for (uint32_t at = 0; at < live.count; at++) {
        uint32_t row = live.row[at];
        Str text = text_at(&texts, row), normal;
        TRY(normal_form(call, text, form_at(&forms, row), &normal));
        results[row] = str_equal(text, normal);
    }
    *out = column_flat(LAYOUT_BOOL, call->rows, results, NULL);
    return true;
}
