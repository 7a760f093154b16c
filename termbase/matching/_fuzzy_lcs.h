/* Length of the longest common subsequence, bit-parallel: Hyyro, "Bit-parallel LCS-length computation revisited" (2004).
 *
 * The query is prepared once: for each of its characters, the set of its positions. A text costs one step a character for
 * a query of up to 64 characters, one step a character and 64 characters of the query beyond.
 */
#ifndef TERMBASE_FUZZY_LCS_H
#define TERMBASE_FUZZY_LCS_H

#include "_fuzzy_core.h"

/* One character of the query. `head` is 1 + its last position, 0 for an empty slot. `mask` holds its positions where the
 * query is shorter than 64; else 1 + the number of its row in `dense`, or 0 for a rare character, whose positions are
 * walked: at most one for each word. */
typedef struct { uint32_t point; uint32_t head; uint64_t mask; } Slot;

typedef struct {
    uint32_t length, words, table; /* table: slots less one */
    uint64_t by_code[256];         /* positions by one-byte code, for a query of up to 64 characters */
    uint32_t counts[64];           /* characters by column (signature.py) */
    Slot *slots;                   /* positions by code point, open addressing; one allocation with the next three */
    uint64_t *state, *match;       /* words each */
    uint64_t *dense;               /* rows of words: positions of the characters that stand more often than that */
    uint32_t *previous;            /* 1 + the previous position of the same character, 0 for none */
} Pattern;

static uint32_t slot_of(const Pattern *pattern, uint32_t point) {
    uint32_t at = (point * 2654435761u) >> 7 & pattern->table;
    while (pattern->slots[at].head && pattern->slots[at].point != point) at = (at + 1) & pattern->table;
    return at;
}

/* The one-byte code of a character, 0 where the alphabet (rising, padded with 0xFFFFFFFF) lacks it. */
static int code_of(const Alphabet *alphabet, uint32_t point) {
    int low = 1, high = 256;
    while (low < high) {
        int middle = (low + high) / 2;
        if (alphabet->points[middle] < point) low = middle + 1; else high = middle;
    }
    return low < 256 && alphabet->points[low] == point ? low : 0;
}

static int column_of(const Alphabet *alphabet, int code, uint32_t point) {
    if (code) return alphabet->columns[code] & 63;
    return (int)(alphabet->own + (point * 2654435761u >> 16) % (64 - (uint32_t)alphabet->own));
}

static void pattern_free(Pattern *pattern) {
    free(pattern->slots);
    free(pattern->dense);
}

/* Turn the counts in the slots' masks into rows of `dense`; fewer than 64 characters can need one. */
static int pattern_densify(Pattern *pattern) {
    uint64_t rows = 0;
    for (uint32_t s = 0; s <= pattern->table; s++)
        pattern->slots[s].mask = pattern->slots[s].mask > pattern->words ? ++rows : 0;
    if (!rows) return 0;
    pattern->dense = calloc(rows * pattern->words, sizeof(uint64_t));
    if (!pattern->dense) return FUZZY_NO_MEMORY;
    for (uint32_t s = 0; s <= pattern->table; s++) {
        const Slot *slot = &pattern->slots[s];
        for (uint32_t at = slot->mask ? slot->head : 0; at; at = pattern->previous[at - 1])
            pattern->dense[(slot->mask - 1) * pattern->words + (at - 1) / 64] |= (uint64_t)1 << (at - 1) % 64;
    }
    return 0;
}

/* Prepare a query of `length` code points. Returns 0 or FUZZY_NO_MEMORY; pattern_free in either case. O(length). */
static int pattern_make(Pattern *pattern, const Alphabet *alphabet, const uint32_t *points, uint32_t length) {
    uint32_t size = 8, words = length / 64 + 1;
    memset(pattern, 0, sizeof *pattern);
    while (size < 2 * (uint64_t)length) size *= 2;
    pattern->slots = calloc(1, size * sizeof(Slot) + 2 * words * sizeof(uint64_t) + length * sizeof(uint32_t));
    if (!pattern->slots) return FUZZY_NO_MEMORY;
    pattern->length = length;
    pattern->words = words;
    pattern->table = size - 1;
    pattern->state = (uint64_t *)(pattern->slots + size);
    pattern->match = pattern->state + words;
    pattern->previous = (uint32_t *)(pattern->match + words);
    for (uint32_t i = 0; i < length; i++) {
        Slot *slot = &pattern->slots[slot_of(pattern, points[i])];
        int code = code_of(alphabet, points[i]);
        pattern->counts[column_of(alphabet, code, points[i])]++;
        pattern->previous[i] = slot->head;
        slot->point = points[i];
        slot->head = i + 1;
        if (words == 1) slot->mask |= (uint64_t)1 << i; else slot->mask++;
        if (code && i < 64) pattern->by_code[code] |= (uint64_t)1 << i;
    }
    return words == 1 ? 0 : pattern_densify(pattern);
}

static int64_t lcs_codes(const Pattern *pattern, const uint8_t *codes, uint32_t length) {
    uint64_t state = ~(uint64_t)0;
    for (uint32_t i = 0; i < length; i++) {
        uint64_t kept = state & pattern->by_code[codes[i]];
        state = (state + kept) | (state - kept);
    }
    return popcount64(~state);
}

/* One step of the automaton of several words for the character of `slot`. */
static void lcs_step(const Pattern *pattern, const Slot *slot) {
    uint64_t carry = 0, *match = slot->mask ? pattern->dense + (slot->mask - 1) * pattern->words : pattern->match;
    for (uint32_t at = slot->mask ? 0 : slot->head; at; at = pattern->previous[at - 1])
        match[(at - 1) / 64] |= (uint64_t)1 << (at - 1) % 64;
    for (uint32_t w = 0; w < pattern->words; w++) {
        uint64_t old = pattern->state[w], kept = old & match[w], sum = old + kept, with_carry = sum + carry;
        carry = (sum < old) | (with_carry < sum);
        pattern->state[w] = with_carry | (old - kept);
    }
    for (uint32_t at = slot->mask ? 0 : slot->head; at; at = pattern->previous[at - 1]) match[(at - 1) / 64] = 0;
}

/* The same for code points, or for codes of an alphabet (then `points` is NULL), and a query of any length. */
static int64_t lcs_points(Pattern *pattern, const uint32_t *points, const uint8_t *codes, const Alphabet *alphabet,
                          uint32_t length) {
    int64_t common = 0;
    memset(pattern->state, 0xff, pattern->words * sizeof(uint64_t));
    for (uint32_t i = 0; i < length; i++) {
        const Slot *slot = &pattern->slots[slot_of(pattern, points ? points[i] : alphabet->points[codes[i]])];
        if (!slot->head) continue;
        if (pattern->words > 1) {
            lcs_step(pattern, slot);
        } else {
            uint64_t old = pattern->state[0], kept = old & slot->mask;
            pattern->state[0] = (old + kept) | (old - kept);
        }
    }
    for (uint32_t w = 0; w < pattern->words; w++) common += popcount64(~pattern->state[w]);
    return common;
}

/* ---- token sorting of a plain row: its tokens stand one space apart ---- */

typedef struct { uint32_t start, length; } Token;

static int token_before(const void *text, int width, Token a, Token b) {
    uint32_t common = a.length < b.length ? a.length : b.length;
    const uint8_t *codes = text;
    const uint32_t *points = text;
    for (uint32_t i = 0; i < common; i++) {
        uint32_t x = width == 1 ? codes[a.start + i] : points[a.start + i];
        uint32_t y = width == 1 ? codes[b.start + i] : points[b.start + i];
        if (x != y) return x < y;
    }
    return a.length < b.length;
}

static void merge_sort(const void *text, int width, Token *tokens, Token *spare, uint32_t count) {
    uint32_t half = count / 2, left = 0, right = half;
    if (count < 2) return;
    merge_sort(text, width, tokens, spare, half);
    merge_sort(text, width, tokens + half, spare, count - half);
    for (uint32_t i = 0; i < count; i++)
        spare[i] = right == count || (left < half && !token_before(text, width, tokens[right], tokens[left])) ? tokens[left++]
                                                                                                        : tokens[right++];
    memcpy(tokens, spare, count * sizeof(Token));
}

/* `text`, `length` characters of `width` bytes, with its tokens sorted, into `out`. `space` is its code of U+0020;
 * `tokens` has room for 2 * (length + 1). Codes rise with code points, so both widths sort alike. */
static void sort_tokens(const void *text, int width, uint32_t length, uint32_t space, Token *tokens, uint8_t *out) {
    uint32_t count = 0, start = 0, at = 0;
    for (uint32_t i = 0; i <= length; i++) {
        uint32_t point = i == length ? space : width == 1 ? ((const uint8_t *)text)[i] : ((const uint32_t *)text)[i];
        if (point != space) continue;
        tokens[count++] = (Token){start, i - start};
        start = i + 1;
    }
    merge_sort(text, width, tokens, tokens + count, count);
    for (uint32_t t = 0; t < count; t++) {
        if (t) {
            if (width == 1) out[at] = (uint8_t)space; else memcpy(out + 4 * (size_t)at, &space, 4);
            at++;
        }
        memcpy(out + (size_t)at * width, (const uint8_t *)text + (size_t)tokens[t].start * width, (size_t)tokens[t].length * width);
        at += tokens[t].length;
    }
}
#endif
