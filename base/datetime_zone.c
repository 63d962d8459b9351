/*
 * datetime_zone.c -- time zones in the text of dates and timestamps, which are read past: the types
 * have none.  So it is enough to tell what PostgreSQL would take for a zone.
 */
#include "base/datetime_field.h"
#include "base/digits.h"

// clang-format off
/* The abbreviations of PostgreSQL's default set. */
static const char *const zone_abbreviations[] = {
    "acdt", "acsst", "acst", "act", "acwst", "adt", "aedt", "aesst", "aest", "aft", "akdt",
    "akst", "almst", "almt", "amst", "amt", "anast", "anat", "arst", "art", "ast", "awsst",
    "awst", "azost", "azot", "azst", "azt", "bdst", "bdt", "bnt", "bort", "bot", "bra", "brst",
    "brt", "bst", "btt", "cadt", "cast", "cct", "cdt", "cest", "cet", "cetdst", "chadt",
    "chast", "chut", "ckt", "clst", "clt", "cot", "cst", "cxt", "davt", "ddut", "easst",
    "east", "eat", "edt", "eest", "eet", "eetdst", "egst", "egt", "est", "fet", "fjst", "fjt",
    "fkst", "fkt", "fnst", "fnt", "galt", "gamt", "gest", "get", "gft", "gilt", "gmt", "gyt",
    "hkt", "hst", "ict", "idt", "iot", "irkst", "irkt", "irt", "ist", "jayt", "jst", "kdt",
    "kgst", "kgt", "kost", "krast", "krat", "kst", "lhdt", "lhst", "ligt", "lint", "lkt",
    "magst", "magt", "mart", "mawt", "mdt", "mest", "mesz", "met", "metdst", "mez", "mht",
    "mmt", "mpt", "msd", "msk", "mst", "must", "mut", "mvt", "myt", "ndt", "nft", "novst",
    "novt", "npt", "nst", "nut", "nzdt", "nzst", "nzt", "omsst", "omst", "pdt", "pet", "petst",
    "pett", "pgt", "pht", "pkst", "pkt", "pmdt", "pmst", "pont", "pst", "pwt", "pyst", "pyt",
    "ret", "sadt", "sast", "sct", "sgt", "taht", "tft", "tjt", "tkt", "tmt", "tot", "trut",
    "tvt", "uct", "ulast", "ulat", "ut", "utc", "uyst", "uyt", "uzst", "uzt", "vet", "vlast",
    "vlat", "volt", "vut", "wadt", "wakt", "wast", "wat", "wdt", "wet", "wetdst", "wft",
    "wgst", "wgt", "xjt", "yakst", "yakt", "yapt", "yekst", "yekt", "z", "zulu"
};
// clang-format on

bool zone_abbreviation_is_known(Str text)
{
    for (size_t at = 0; at < COUNT_OF(zone_abbreviations); at++)
        if (str_is(text, zone_abbreviations[at]))
            return true;
    return false;
}

DateStatus zone_offset_check(const char *text)
{
    enum { HOURS_MAX = 15 };
    int64_t hour, minute = 0, second = 0;
    bool overflows = false;

    if (*text != '+' && *text != '-')
        return DATE_BAD_FORMAT;
    const char *at = field_read_integer(text + 1, INT32_MIN, INT32_MAX, &hour, &overflows);
    if (*at == ':') {
        at = field_read_integer(at + 1, INT32_MIN, INT32_MAX, &minute, &overflows);
        if (*at == ':')
            at = field_read_integer(at + 1, INT32_MIN, INT32_MAX, &second, &overflows);
    } else if (!*at && strlen(text) > 3) {
        minute = hour % 100;
        hour /= 100;
    }
    if (overflows || hour < 0 || hour > HOURS_MAX || minute < 0 || minute > 59 || second < 0 ||
        second > 59)
        return DATE_ZONE_OVERFLOW;
    return *at ? DATE_BAD_FORMAT : DATE_OK;
}

/* A zone as POSIX spells it, "est5", "est+5:30edt": letters, hours behind UTC, perhaps letters. */
static bool zone_is_posix(const char *name)
{
    size_t letters = strspn(name, "abcdefghijklmnopqrstuvwxyz");
    const char *at = name + letters;

    at += *at == '+' || *at == '-';
    size_t digits = strspn(at, "0123456789");
    at += digits;
    at += strspn(at, ":0123456789");
    at += strspn(at, "abcdefghijklmnopqrstuvwxyz");
    return letters && digits >= 1 && digits <= 2 && !*at;
}

/* Names of the time zone database begin with one of these areas, or are a word of their own. */
bool zone_name_is_known(const char *name)
{
    static const char *const areas[] = {
        "africa/",  "america/",  "antarctica/", "arctic/", "asia/",     "atlantic/", "australia/",
        "brazil/",  "canada/",   "chile/",      "etc/",    "europe/",   "indian/",   "mexico/",
        "pacific/", "us/",       "cuba",        "egypt",   "eire",      "factory",   "gb",
        "gb-eire",  "greenwich", "hongkong",    "iceland", "iran",      "israel",    "jamaica",
        "japan",    "kwajalein", "libya",       "navajo",  "nz",        "nz-chat",   "poland",
        "portugal", "prc",       "roc",         "rok",     "singapore", "turkey",    "universal",
        "w-su",
    };

    for (size_t at = 0; at < COUNT_OF(areas); at++) {
        size_t length = strlen(areas[at]);
        bool is_area = areas[at][length - 1] == '/';
        if (strncmp(name, areas[at], length) == 0 && (name[length] == '\0') != is_area)
            return true;
    }
    return zone_is_posix(name);
}
