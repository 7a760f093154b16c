/* What the words of a text are forms of: records (readings.py), in the arrays of a trie (trie_arrays.Base) or remembered. */
#ifndef TERMBASE_EXACT_WORDS_H
#define TERMBASE_EXACT_WORDS_H

#include "_exact_scan.h"
#include "_exact_trie.h"

enum { SIZE, NUMBER, GROUPS, STEMS, PAIRS, HEADER }; /* of a record */
enum { HEADS, REST, ALONE, KINDS };
enum { AT_ONCE = 64 };          /* words, and questions of them, for which memory is asked together */
enum { LONGEST_WORD = 4 * 64 }; /* bytes; longer ones are asked for in Python */

static uint32_t crc_table[256];

static void make_crc_table(void) {
    for (uint32_t n = 0; n < 256; n++) {
        uint32_t crc = n;
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0xedb88320) : 0);
        crc_table[n] = crc;
    }
}

/* Spell a token in UTF-8, and take the hash of that (trie_arrays.hash_of). Returns 0, or -1 with an exception set. */
static int spell(Text *text, Token *token) {
    size_t size = 0;
    uint32_t crc = FREE;
    uint8_t *bytes;
    if (grow(&text->bytes, &text->byte_room, text->byte_count + LONGEST_WORD + 4, 1)) return -1;
    bytes = text->bytes + text->byte_count;
    for (Py_ssize_t at = token->start; at < token->end; at++) {
        Py_UCS4 c = text->chars[at];
        if (size > LONGEST_WORD) return 0;
        if (c < 0x80) {
            bytes[size++] = (uint8_t)c;
        } else {
            if (c < 0x800) {
                bytes[size++] = (uint8_t)(0xc0 | c >> 6);
            } else {
                if (c < 0x10000) {
                    bytes[size++] = (uint8_t)(0xe0 | c >> 12);
                } else {
                    bytes[size++] = (uint8_t)(0xf0 | c >> 18);
                    bytes[size++] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
                }
                bytes[size++] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
            }
            bytes[size++] = (uint8_t)(0x80 | (c & 0x3f));
        }
    }
    for (size_t i = 0; i < size; i++) crc = crc >> 8 ^ crc_table[(crc ^ bytes[i]) & 0xff];
    token->hash = ~crc;
    token->spelt = text->byte_count;
    token->size = size;
    text->byte_count += size;
    return 0;
}

/* How many numbers a record has that begins so. */
static uint64_t record_length(const uint32_t *header) {
    return HEADER + ((uint64_t)header[SIZE] + 3) / 4 + header[STEMS] + KINDS * (uint64_t)header[GROUPS] +
           2 * (uint64_t)header[PAIRS];
}

/* Take what a record of so many numbers at most says. Returns 0, or -1 with an exception set. */
static int take_record(Token *token, const uint32_t *record, uint64_t room, Py_ssize_t rule_count) {
    uint32_t before = 0, pairs, kinds;
    if (room < HEADER || record_length(record) > room || record[GROUPS] > record[STEMS]) goto wrong;
    pairs = record[PAIRS];
    kinds = KINDS * record[GROUPS];
    token->groups = record[GROUPS];
    token->hashes = record + HEADER + (record[SIZE] + 3) / 4;
    token->ends = token->hashes + record[STEMS];
    token->leads = (const Lead *)(token->ends + kinds);
    for (uint32_t i = 0; i < kinds; before = token->ends[i++])
        if (token->ends[i] < before || token->ends[i] > pairs) goto wrong;
    if (before != pairs) goto wrong;
    for (uint32_t i = 0; i < pairs; i++)
        if (token->leads[i].rules >= (uint64_t)rule_count) goto wrong;
    return 0;
wrong:
    token->groups = 0;
    return PyErr_SetString(PyExc_ValueError, "a record that is none of readings.py"), -1;
}

/* The leads of a kind in a group. */
static Leads leads_of(const Token *token, uint32_t group, uint32_t kind) {
    uint32_t at = KINDS * group + kind, from = at ? token->ends[at - 1] : 0;
    return (Leads){token->leads + from, token->ends[at] - from};
}

/* Whether a word was added that has a stem of the record. Returns 1, 0, or -1 with an exception set. */
static int is_touched(const Trie *trie, const uint32_t *record) {
    const uint32_t *stems = record + HEADER + (record[SIZE] + 3) / 4;
    for (uint32_t i = 0; i < record[STEMS]; i++) {
        PyObject *stem = PyLong_FromUnsignedLong(stems[i]);
        int there = stem ? PySet_Contains(trie->touched, stem) : -1;
        Py_XDECREF(stem);
        if (there) return there;
    }
    return 0;
}

static uint64_t spelt_at(const Trie *trie, uint32_t hash) { return 2 * ((uint64_t)hash * 2 * trie->places.count >> 32); }

/* The record of a word of terms. Returns 1 with it, checked, 0 where the word is of none, -1 with an exception set. */
static int find_record(const Text *text, const Token *token, const Trie *trie, const uint32_t **record, uint64_t *room) {
    for (uint64_t at = spelt_at(trie, token->hash);; at += 2) {
        const uint32_t *slot = numbers_at(trie, &trie->spelt, at, 2), *header;
        uint64_t place;
        if (!slot) return -1;
        if ((place = slot[1]) == FREE) return 0;
        if (slot[0] != token->hash) continue;
        if (!(header = numbers_at(trie, &trie->records, place, HEADER))) return -1;
        if (header[SIZE] != token->size) continue;
        *room = record_length(header);
        if (!(*record = numbers_at(trie, &trie->records, place, *room))) return -1;
        if (!memcmp(*record + HEADER, text->bytes + token->spelt, token->size)) return 1;
    }
}

/* Take what the base of a trie says of the word of a token. Returns 1, 0 where that is nothing, -1 with an exception set. */
static int in_base(const Text *text, Token *token, const Trie *trie, Py_ssize_t rule_count) {
    const uint32_t *record;
    uint64_t room;
    int found = token->size ? find_record(text, token, trie, &record, &room) : 0, touched;
    if (found < 1) return found;
    touched = PySet_Size(trie->touched) ? is_touched(trie, record) : 0;
    if (touched) return touched < 0 ? -1 : 0;
    return take_record(token, record, room, rule_count) ? -1 : 1;
}

/* Take what is remembered of the word of a token, or work it out (memo.Words). Returns 0, or -1 with an exception set. */
static int remembered(const Text *text, Token *token, PyObject *known, PyObject *applied) {
    if (!token->text && !(token->text = PyUnicode_Substring(text->given, token->start, token->end))) return -1;
    token->record = PyDict_GetItemWithError(known, token->text);
    Py_XINCREF(token->record);
    if (!token->record && (PyErr_Occurred() || !(token->record = PyObject_GetItem(known, token->text)))) return -1;
    if (!PyBytes_Check(token->record)) return PyErr_SetString(PyExc_TypeError, "a record that is no bytes"), -1;
    return take_record(token, (const uint32_t *)PyBytes_AsString(token->record), (uint64_t)PyBytes_Size(token->record) / 4,
                       PyList_Size(applied));
}

/* Look some words of a text up, all at once: memory is asked for each, and then for what each leads to, before any is
 * read. Returns 0, or -1 with an exception set. */
static int look_some_up(Text *text, size_t from, size_t to, const Trie *trie, PyObject *known) {
    Py_ssize_t rule_count = PyList_Size(trie->applied);
    for (size_t n = from; n < to && trie->places.count; n++) {
        if (spell(text, text->tokens + n)) return -1;
        ask_for(&trie->spelt, spelt_at(trie, text->tokens[n].hash));
    }
    for (size_t n = from; n < to && trie->places.count; n++) {
        const uint32_t *slot = numbers_at(trie, &trie->spelt, spelt_at(trie, text->tokens[n].hash), 2);
        if (!slot) return -1;
        if (slot[1] != FREE) {
            ask_for(&trie->records, slot[1]);
            ask_for(&trie->records, (uint64_t)slot[1] + 16);
        }
    }
    for (size_t n = from; n < to; n++) {
        Token *token = text->tokens + n;
        int there = in_base(text, token, trie, rule_count);
        if (there < 0 || (!there && remembered(text, token, known, trie->applied))) return -1;
    }
    return 0;
}

/* Look the words of a text up. Returns PLAIN or FAILED. */
static int look_up(Text *text, const Trie *trie, PyObject *known) {
    for (size_t from = 0; from < text->count; from += AT_ONCE)
        if (look_some_up(text, from, text->count - from < AT_ONCE ? text->count : from + AT_ONCE, trie, known)) return FAILED;
    return PLAIN;
}

#endif
