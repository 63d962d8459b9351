/* enum_type.c -- see enum_type.h. */
#include "base/enum_type.h"

const EnumType *enum_find(const EnumTypes *types, TypeId id)
{
    TypeId element = type_is_array(id) ? type_element(id) : id;
    uint32_t from = 0, to = types->count;

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (types->items[middle]->id < element)
            from = middle + 1;
        else
            to = middle;
    }
    return from < types->count && types->items[from]->id == element ? types->items[from] : NULL;
}

EnumType enum_copy(Arena *arena, const EnumType *type)
{
    EnumLabel *labels = ARENA_ARRAY(arena, EnumLabel, type->label_count + 1);
    EnumType copy = *type;

    for (uint32_t at = 0; at < type->label_count; at++) {
        labels[at] = type->labels[at];
        labels[at].text = str_copy(arena, labels[at].text);
    }
    copy.labels = labels;
    return copy;
}

const EnumLabel *enum_label(const EnumType *type, Str text)
{
    for (uint32_t at = 0; at < type->label_count; at++)
        if (str_equal(type->labels[at].text, text))
            return &type->labels[at];
    return NULL;
}

const EnumLabel *enum_label_at(const EnumType *type, int64_t place)
{
    uint32_t from = 0, to = type->label_count;

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (type->labels[middle].place < place)
            from = middle + 1;
        else
            to = middle;
    }
    return from < type->label_count && type->labels[from].place == place ? &type->labels[from]
                                                                         : NULL;
}
