/*
 * regex_translate.c -- PostgreSQL's advanced regular expressions in Perl's dialect; see regex.h.
 *
 * One pass over the pattern.  Every literal character comes out escaped, so that nothing that is
 * plain in one dialect means something in the other; every construct is recognised here or
 * refused, so that nothing PCRE2 alone has (possessive quantifiers, verbs, \Q, recursion) gets in.
 */
#include "expression/kernels/regex.h"
#include "expression/kernels/regex_class.h"

enum { REPEAT_MAX = 255, GROUPS_MAX = 65535, CODE_POINT_MAX = 0x10ffff };

typedef enum GroupKind { GROUP_PLAIN, GROUP_CAPTURE, GROUP_AROUND } GroupKind;

/* Whether quantifiers want as much as there is. */
typedef enum Greed { GREED_NONE, GREED_LONG, GREED_SHORT } Greed;

/* An open parenthesis, or the whole. */
typedef struct Level {
    Greed greed; /* of the first thing in the branch that has any */
    bool has_branches;
    size_t start; /* in `out` */
} Level;

typedef struct Translator {
    Cx *cx;
    Str in;
    size_t at; /* next byte of `in` */
    StrBuilder out;
    uint8_t *groups; /* GroupKind of each open parenthesis */
    Level *levels;   /* of the whole, then of each of them */
    Greed greed;     /* of the atom just put */
    size_t group;    /* where it starts in `out`, if it is a group; else SIZE_MAX */
    bool has_reference;
    uint32_t depth;
    uint32_t around_depth;   /* open lookarounds: groups inside do not capture */
    uint32_t captures_begun; /* capturing groups opened so far */
    uint32_t captures;       /* and closed */
    bool can_repeat;         /* a quantifier may follow */
    bool dot_stops;          /* . and [^] do not match a line end */
    bool lines;              /* ^ and $ match at line ends, too */
    bool is_expanded;        /* white space and # comments do not count */
    bool ignores_case;
    bool is_literal;
} Translator;

static bool invalid(Translator *t, const char *why)
{
    return fail(t->cx, ERR_INVALID_REGULAR_EXPRESSION, NO_POSITION,
                "invalid regular expression: %s", why);
}

static bool at_end(const Translator *t)
{
    return t->at >= t->in.length;
}

/* The byte `ahead` of the next one; NUL behind the end. */
static char peek(const Translator *t, size_t ahead)
{
    return t->at + ahead < t->in.length ? t->in.data[t->at + ahead] : '\0';
}

static bool take(Translator *t, const char *text)
{
    if (!str_starts(str_slice(t->in, t->at, t->in.length), text))
        return false;
    t->at += strlen(text);
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* --- Characters --------------------------------------------------------------------------------
 */

/* A code point that stands for itself, in or out of brackets. */
static void put_literal(Translator *t, uint32_t code)
{
    bool is_plain = code < 0x80 && (is_digit((char)code) || is_letter((char)code));

    if (is_plain)
        str_add_char(&t->out, (char)code);
    else
        str_addf(&t->out, "\\x{%x}", code);
}

/* The next character of the pattern; 0xfffd for what is not UTF-8. */
static uint32_t take_code(Translator *t)
{
    static const uint8_t first_mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    uint8_t first = (uint8_t)t->in.data[t->at];
    size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    uint32_t code = first & first_mask[length];

    if (first >= 0x80 && (first < 0xc0 || t->at + length > t->in.length)) {
        t->at++;
        return 0xfffd;
    }
    for (size_t byte = 1; byte < length; byte++)
        code = code << 6 | ((uint8_t)t->in.data[t->at + byte] & 0x3f);
    t->at += length;
    return code;
}

static int hex_digit(char c)
{
    if (is_digit(c))
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* `min` to `max` hexadecimal digits. */
static bool take_hex(Translator *t, int min, int max, uint32_t *out_code)
{
    uint32_t code = 0;
    int count = 0;

    for (; count < max && hex_digit(peek(t, 0)) >= 0; count++) {
        code = code * 16 + (uint32_t)hex_digit(peek(t, 0));
        t->at++;
        if (code > CODE_POINT_MAX)
            return invalid(t, "invalid escape \\ sequence");
    }
    if (count < min || (code >= 0xd800 && code < 0xe000))
        return invalid(t, "invalid escape \\ sequence");
    *out_code = code;
    return true;
}

/* Up to three octal digits, the first of which is next. */
static uint32_t take_octal(Translator *t)
{
    uint32_t code = 0;

    for (int count = 0; count < 3 && peek(t, 0) >= '0' && peek(t, 0) <= '7'; count++)
        code = code * 8 + (uint32_t)(t->in.data[t->at++] - '0');
    return code;
}

/* --- Classes -----------------------------------------------------------------------------------
 */

static void put_range_of(Translator *t, uint32_t first, uint32_t last)
{
    if (first > last)
        return;
    put_literal(t, first);
    if (first == last)
        return;
    str_add_char(&t->out, '-');
    put_literal(t, last);
}

/* The code points of a class, or all others, as members of a bracket expression. */
static void put_members(Translator *t, CharClass class, bool is_negated)
{
    CodeRanges ranges = char_class_ranges(class);
    uint32_t next = 0; /* the first code point not said yet */

    for (uint32_t at = 0; at < ranges.count; at++) {
        CodeRange range = ranges.items[at];
        if (!is_negated)
            put_range_of(t, range.first, range.last);
        else if (range.first > next)
            put_range_of(t, next, range.first - 1);
        next = range.last + 1;
    }
    if (is_negated)
        put_range_of(t, next, CODE_POINT_MAX);
}

/* \d \s \w and, upper case, all others.  False: another letter. */
static bool put_shorthand(Translator *t, char letter)
{
    bool is_negated = letter < 'a';
    CharClass class;

    switch (letter | 0x20) {
    case 'd': class = CLASS_DIGIT; break;
    case 's': class = CLASS_SPACE; break;
    case 'w': class = CLASS_WORD; break;
    default: return false;
    }
    put_members(t, class, is_negated);
    return true;
}

static void put_word_around(Translator *t, const char *around)
{
    str_addf(&t->out, "(?%s[", around);
    put_members(t, CLASS_WORD, false);
    str_add_c(&t->out, "])");
}

/* --- Escapes -----------------------------------------------------------------------------------
 */

/* An escape that is one character, its letter taken already; false without an error: it is not. */
static bool escaped_code(Translator *t, char letter, uint32_t *out_code)
{
    switch (letter) {
    case 'a': *out_code = '\a'; return true;
    case 'b': *out_code = '\b'; return true;
    case 'B': *out_code = '\\'; return true;
    case 'e': *out_code = 0x1b; return true;
    case 'f': *out_code = '\f'; return true;
    case 'n': *out_code = '\n'; return true;
    case 'r': *out_code = '\r'; return true;
    case 't': *out_code = '\t'; return true;
    case 'v': *out_code = '\v'; return true;
    case 'u': return take_hex(t, 4, 4, out_code);
    case 'U': return take_hex(t, 8, 8, out_code);
    case 'x': return take_hex(t, 1, 255, out_code);
    case 'c':
        if (at_end(t))
            return invalid(t, "invalid escape \\ sequence");
        *out_code = take_code(t) & 0x1f;
        return true;
    }
    if (letter == '0') {
        t->at--;
        *out_code = take_octal(t);
        return true;
    }
    return false;
}

/* \1 to \9 always refer back; longer numbers do if there are so many groups, else they are octal.
 */
static bool put_reference(Translator *t)
{
    size_t start = t->at;
    uint32_t number = 0;

    while (is_digit(peek(t, 0)) && number <= GROUPS_MAX)
        number = number * 10 + (uint32_t)(t->in.data[t->at++] - '0');
    if (t->at - start > 1 && number > t->captures) {
        t->at = start;
        put_literal(t, take_octal(t));
    } else if (number > t->captures) {
        return invalid(t, "invalid backreference number");
    } else {
        str_addf(&t->out, "\\g{%u}", number);
        t->has_reference = true;
    }
    t->can_repeat = true;
    return true;
}

/* Between characters of which `before` or `after` says whether they are of a word. */
static void put_word_place(Translator *t, bool before, bool after)
{
    put_word_around(t, before ? "<=" : "<!");
    put_word_around(t, after ? "=" : "!");
}

/* One way or the other. */
static void put_word_places(Translator *t, bool before, bool after)
{
    str_add_c(&t->out, "(?:");
    put_word_place(t, before, after);
    str_add_char(&t->out, '|');
    put_word_place(t, !before, !after);
    str_add_char(&t->out, ')');
}

/* Places between characters; false: not one. */
static bool put_place(Translator *t, char letter)
{
    switch (letter) {
    case 'A': str_add_c(&t->out, "\\A"); break;
    case 'Z': str_add_c(&t->out, "\\z"); break;
    case 'm': put_word_place(t, false, true); break;
    case 'M': put_word_place(t, true, false); break;
    case 'y': put_word_places(t, false, true); break;
    case 'Y': put_word_places(t, true, true); break;
    default: return false;
    }
    t->can_repeat = false;
    return true;
}

static bool put_escape(Translator *t)
{
    uint32_t code;

    t->at++;
    if (at_end(t))
        return invalid(t, "invalid escape \\ sequence");
    char letter = peek(t, 0);
    if (is_digit(letter) && letter != '0')
        return put_reference(t);
    if (!is_letter(letter) && !is_digit(letter)) {
        put_literal(t, take_code(t));
        t->can_repeat = true;
        return true;
    }
    t->at++;
    if (strchr("dswDSW", letter)) {
        str_add_char(&t->out, '[');
        put_shorthand(t, letter);
        str_add_char(&t->out, ']');
        t->can_repeat = true;
        return true;
    }
    if (put_place(t, letter))
        return true;
    if (escaped_code(t, letter, &code)) {
        put_literal(t, code);
        t->can_repeat = true;
        return true;
    }
    return has_failed(t->cx) ? false : invalid(t, "invalid escape \\ sequence");
}

/* --- Brackets ----------------------------------------------------------------------------------
 */

/* [:alpha:] and the like. */
static bool put_class(Translator *t)
{
    size_t length = 0;
    CharClass class;

    while (is_letter(peek(t, 2 + length)))
        length++;
    if (peek(t, 2 + length) != ':' || peek(t, 3 + length) != ']')
        return invalid(t, "brackets [] not balanced");
    if (!char_class_find(str_slice(t->in, t->at + 2, t->at + 2 + length), &class))
        return invalid(t, "invalid character class");
    put_members(t, class, false);
    t->at += length + 4;
    return true;
}

/* [.x.] and [=x=] of one character. */
static bool take_element(Translator *t, uint32_t *out_code)
{
    char mark = peek(t, 1);

    t->at += 2;
    if (at_end(t))
        return invalid(t, "brackets [] not balanced");
    *out_code = take_code(t);
    if (peek(t, 0) != mark || peek(t, 1) != ']')
        return invalid(t, "invalid collating element");
    t->at += 2;
    return true;
}

/* One character of a bracket expression; *out_is_class where it was a class, which is put. */
static bool take_item(Translator *t, uint32_t *out_code, bool *out_is_class)
{
    char c = peek(t, 0);

    *out_is_class = false;
    if (c == '[' && (peek(t, 1) == '.' || peek(t, 1) == '='))
        return take_element(t, out_code);
    if (c == '[' && peek(t, 1) == ':') {
        *out_is_class = true;
        return put_class(t);
    }
    if (c != '\\') {
        *out_code = take_code(t);
        return true;
    }
    t->at++;
    if (at_end(t))
        return invalid(t, "invalid escape \\ sequence");
    char letter = peek(t, 0);
    if (!is_letter(letter) && letter != '0' && !is_digit(letter)) {
        *out_code = take_code(t);
        return true;
    }
    t->at++;
    if (put_shorthand(t, letter)) {
        *out_is_class = true;
        return true;
    }
    if (escaped_code(t, letter, out_code))
        return true;
    return has_failed(t->cx) ? false : invalid(t, "invalid escape \\ sequence");
}

/* What follows a - in a range. */
static bool put_range(Translator *t, uint32_t from)
{
    uint32_t to;
    bool is_class;

    t->at++; /* the - */
    TRY(take_item(t, &to, &is_class));
    if (is_class || to < from)
        return invalid(t, "invalid character range");
    put_literal(t, from);
    str_add_char(&t->out, '-');
    put_literal(t, to);
    return true;
}

static bool put_items(Translator *t)
{
    for (bool is_first = true;; is_first = false) {
        uint32_t code;
        bool is_class;
        if (at_end(t))
            return invalid(t, "brackets [] not balanced");
        if (peek(t, 0) == ']' && !is_first) {
            t->at++;
            return true;
        }
        TRY(take_item(t, &code, &is_class));
        if (is_class)
            continue;
        if (peek(t, 0) == '-' && peek(t, 1) != ']' && t->at + 1 < t->in.length)
            TRY(put_range(t, code));
        else
            put_literal(t, code);
    }
}

static bool put_bracket(Translator *t)
{
    t->can_repeat = false;
    if (take(t, "[[:<:]]")) {
        put_word_place(t, false, true);
        return true;
    }
    if (take(t, "[[:>:]]")) {
        put_word_place(t, true, false);
        return true;
    }
    t->at++;
    str_add_char(&t->out, '[');
    if (take(t, "^"))
        str_add_c(&t->out, t->dot_stops ? "^\\n" : "^");
    TRY(put_items(t));
    str_add_char(&t->out, ']');
    t->can_repeat = true;
    return true;
}

/* --- Quantifiers -------------------------------------------------------------------------------
 */

static bool take_count(Translator *t, uint32_t *out_count)
{
    uint32_t count = 0;

    while (is_digit(peek(t, 0)) && count <= REPEAT_MAX)
        count = count * 10 + (uint32_t)(t->in.data[t->at++] - '0');
    *out_count = count;
    return count <= REPEAT_MAX || invalid(t, "invalid repetition count(s)");
}

/* {m}, {m,} or {m,n}; *out_is_fixed: {m}, which has no greed of its own; *out_is_once: {1,1}. */
static bool put_bounds(Translator *t, bool *out_is_fixed, bool *out_is_once)
{
    uint32_t low, high = 0;

    t->at++;
    *out_is_fixed = true;
    TRY(take_count(t, &low));
    str_addf(&t->out, "{%u", low);
    if (take(t, ",")) {
        *out_is_fixed = false;
        str_add_char(&t->out, ',');
        if (is_digit(peek(t, 0))) {
            TRY(take_count(t, &high));
            if (high < low)
                return invalid(t, "invalid repetition count(s)");
            str_addf(&t->out, "%u", high);
        }
    }
    *out_is_once = low == 1 && high == 1;
    str_add_char(&t->out, '}');
    return take(t, "}") || invalid(t, "invalid repetition count(s)");
}

/* A group of which {1,1}? asks that it be as short as can be: Perl must be told of each quantifier
 * inside.  (?:x) becomes (?U:x). */
static void make_short(Translator *t)
{
    enum { BEFORE_COLON = 2 };
    char *colon;

    if (t->group == SIZE_MAX ||
        !str_starts(str_slice(str_built(&t->out), t->group, t->out.length), "(?:"))
        return;
    str_add_char(&t->out, ' ');
    colon = t->out.data + t->group + BEFORE_COLON;
    memmove(colon + 1, colon, (size_t)(t->out.data + t->out.length - 1 - colon));
    *colon = 'U';
}

static bool put_quantifier(Translator *t)
{
    bool is_fixed = false, is_once = false;

    if (!t->can_repeat)
        return invalid(t, "quantifier operand invalid");
    if (peek(t, 0) == '{')
        TRY(put_bounds(t, &is_fixed, &is_once));
    else
        str_add_char(&t->out, t->in.data[t->at++]);
    bool is_short = take(t, "?");
    if (is_short)
        str_add_char(&t->out, '?');
    if (is_short && is_once)
        make_short(t);
    if (!is_fixed)
        t->greed = is_short ? GREED_SHORT : GREED_LONG;
    t->can_repeat = false;
    return true;
}

/* --- Greed ---------------------------------------------------------------------------------------
 */

/* The atom just put will not be quantified any more. */
static void settle(Translator *t)
{
    Level *level = &t->levels[t->depth];

    if (level->greed == GREED_NONE)
        level->greed = t->greed;
    t->greed = GREED_NONE;
    t->group = SIZE_MAX;
}

/* Alternatives are always greedy. */
static Greed greed_of(const Level *level)
{
    return level->has_branches ? GREED_LONG : level->greed;
}

/* --- Groups ------------------------------------------------------------------------------------
 */

static void open_group(Translator *t, GroupKind kind, const char *perl)
{
    size_t start = t->out.length;

    str_add_c(&t->out, perl);
    t->groups[t->depth++] = (uint8_t)kind;
    t->levels[t->depth] = (Level){ .start = start };
    t->around_depth += kind == GROUP_AROUND;
    t->captures_begun += kind == GROUP_CAPTURE;
    t->can_repeat = false;
}

static bool put_open(Translator *t)
{
    static const char *const arounds[] = { "(?=", "(?!", "(?<=", "(?<!" };

    for (size_t at = 0; at < COUNT_OF(arounds); at++)
        if (take(t, arounds[at])) {
            open_group(t, GROUP_AROUND, arounds[at]);
            return true;
        }
    if (take(t, "(?#")) {
        while (!at_end(t) && peek(t, 0) != ')')
            t->at++;
        return take(t, ")") || invalid(t, "parentheses () not balanced");
    }
    if (take(t, "(?:")) {
        open_group(t, GROUP_PLAIN, "(?:");
        return true;
    }
    t->at++;
    if (peek(t, 0) == '?')
        return invalid(t, "quantifier operand invalid");
    if (t->around_depth)
        open_group(t, GROUP_PLAIN, "(?:");
    else
        open_group(t, GROUP_CAPTURE, "(");
    return true;
}

static bool put_close(Translator *t)
{
    if (t->depth == 0)
        return invalid(t, "parentheses () not balanced");
    t->at++;
    const Level *level = &t->levels[t->depth];
    GroupKind kind = (GroupKind)t->groups[--t->depth];
    t->greed = kind == GROUP_AROUND ? GREED_NONE : greed_of(level);
    t->group = level->start;
    str_add_char(&t->out, ')');
    t->around_depth -= kind == GROUP_AROUND;
    t->captures += kind == GROUP_CAPTURE;
    t->can_repeat = kind != GROUP_AROUND;
    return true;
}

/* --- The whole ---------------------------------------------------------------------------------
 */

/* What expanded syntax passes over. */
static bool skip_blank(Translator *t)
{
    char c = peek(t, 0);

    if (c == '#') {
        while (!at_end(t) && peek(t, 0) != '\n')
            t->at++;
        return true;
    }
    if (c != ' ' && !(c >= '\t' && c <= '\r'))
        return false;
    t->at++;
    return true;
}

static void put_sign(Translator *t, const char *perl, bool can_repeat)
{
    t->at++;
    str_add_c(&t->out, perl);
    t->can_repeat = can_repeat;
}

static bool put_next(Translator *t)
{
    if (t->is_expanded && skip_blank(t))
        return true;
    if (!strchr("*+?{", peek(t, 0)) || peek(t, 0) == '\0')
        settle(t);
    switch (peek(t, 0)) {
    case '\\': return put_escape(t);
    case '[': return put_bracket(t);
    case '(': return put_open(t);
    case ')': return put_close(t);
    case '*':
    case '+':
    case '?': return put_quantifier(t);
    case '|':
        t->levels[t->depth].has_branches = true;
        put_sign(t, "|", false);
        return true;
    case '^': put_sign(t, t->lines ? "(?m:^)" : "^", false); return true;
    case '$': put_sign(t, t->lines ? "(?m:$)" : "$", false); return true;
    case '.': put_sign(t, t->dot_stops ? "[^\\n]" : ".", true); return true;
    case '{':
        if (is_digit(peek(t, 1)))
            return put_quantifier(t);
        break;
    }
    put_literal(t, take_code(t));
    t->can_repeat = true;
    return true;
}

static bool set_option(Translator *t, char letter)
{
    switch (letter) {
    case 'c': t->ignores_case = false; return true;
    case 'i': t->ignores_case = true; return true;
    case 'm':
    case 'n': t->dot_stops = t->lines = true; return true;
    case 'p':
        t->dot_stops = true;
        t->lines = false;
        return true;
    case 'q': t->is_literal = true; return true;
    case 's': t->dot_stops = t->lines = false; return true;
    case 't': t->is_expanded = false; return true;
    case 'w':
        t->dot_stops = false;
        t->lines = true;
        return true;
    case 'x': t->is_expanded = true; return true;
    }
    return invalid(t, "invalid embedded option");
}

/* ***= and ***:, then (?letters). */
static bool take_director(Translator *t)
{
    if (take(t, "***=")) {
        t->is_literal = true;
        return true;
    }
    take(t, "***:");
    if (peek(t, 0) != '(' || peek(t, 1) != '?' || !is_letter(peek(t, 2)))
        return true;
    t->at += 2;
    while (!at_end(t) && peek(t, 0) != ')')
        TRY(set_option(t, t->in.data[t->at++]));
    return take(t, ")") || invalid(t, "parentheses () not balanced");
}

static bool take_flags(Translator *t, Str flags)
{
    for (size_t at = 0; at < flags.length; at++) {
        char letter = flags.data[at];
        if (letter == 'b')
            return fail(t->cx, ERR_FEATURE_NOT_SUPPORTED, NO_POSITION,
                        "basic regular expressions are not supported yet");
        if (letter != 'g' && letter != 'e')
            TRY(set_option(t, letter));
    }
    return true;
}

bool regex_translate(Cx *cx, Str pattern, Str flags, RegexPattern *out_pattern)
{
    Translator t = { .cx = cx,
                     .in = pattern,
                     .out = str_builder(cx->arena),
                     .groups = arena_alloc(cx->arena, pattern.length + 1),
                     .levels = ARENA_ARRAY(cx->arena, Level, pattern.length + 1),
                     .group = SIZE_MAX };

    t.levels[0] = (Level){ 0 };
    TRY(take_flags(&t, flags));
    if (!t.is_literal)
        TRY(take_director(&t));
    if (t.is_literal)
        str_add(&t.out, str_slice(pattern, t.at, pattern.length));
    while (!t.is_literal && !at_end(&t))
        TRY(put_next(&t));
    if (t.depth)
        return invalid(&t, "parentheses () not balanced");
    settle(&t);
    *out_pattern = (RegexPattern){ .text = str_built(&t.out),
                                   .ignores_case = t.ignores_case,
                                   .is_literal = t.is_literal,
                                   .has_reference = t.has_reference,
                                   .is_shortest = greed_of(&t.levels[0]) == GREED_SHORT };
    return true;
}
