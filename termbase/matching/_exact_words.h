/* What the words of a text are forms of: records (readings.py), in the arrays of a trie (trie_base.Base) or remembered. */
#ifndef TERMBASE_EXACT_WORDS_H
#define TERMBASE_EXACT_WORDS_H

#include "_exact_scan.h"
#include "_exact_trie.h"

enum { SIZE, NUMBER, HEADS, REST, ALONE, STEMS, HEADER }; /* of a record */
enum { LONGEST_WORD = 4 * 64 };                           /* bytes; longer ones are asked for in Python */

static uint32_t crc_table[256];

static void make_crc_table(void) {
    for (uint32_t n = 0; n < 256; n++) {
        uint32_t crc = n;
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0xedb88320) : 0);
        crc_table[n] = crc;
    }
}

/* The word of a token in UTF-8, and its hash (trie_base.hash_of). Returns how many bytes, 0 where it is too long. */
static size_t spelling(const Text *text, const Token *token, uint8_t bytes[LONGEST_WORD + 4], uint32_t *hash) {
    size_t size = 0;
    uint32_t crc = FREE;
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
    *hash = ~crc;
    return size;
}

/* Take what a record of so many numbers at most says. Returns 0, or -1 with an exception set. */
static int take_record(Token *token, const uint32_t *record, uint64_t room, Py_ssize_t rule_count) {
    const Lead *leads;
    uint64_t pairs, before;
    if (room >= HEADER) {
        before = HEADER + ((uint64_t)record[SIZE] + 3) / 4;
        pairs = (uint64_t)record[HEADS] + record[REST] + record[ALONE];
        if (before + 2 * pairs + record[STEMS] <= room) {
            leads = (const Lead *)(record + before);
            for (uint64_t i = 0; i < pairs; i++)
                if (leads[i].rules >= (uint64_t)rule_count) goto wrong;
            token->heads = (Leads){leads, record[HEADS]};
            token->rest = (Leads){leads + record[HEADS], record[REST]};
            token->alone = (Leads){leads + record[HEADS] + record[REST], record[ALONE]};
            return 0;
        }
    }
wrong:
    return PyErr_SetString(PyExc_ValueError, "a record that is none of readings.py"), -1;
}

/* Whether a word was added that has a stem of the record. Returns 1, 0, or -1 with an exception set. */
static int is_touched(const Trie *trie, const uint32_t *record) {
    const uint32_t *stems = record + HEADER + (record[SIZE] + 3) / 4 + 2 * ((uint64_t)record[HEADS] + record[REST] + record[ALONE]);
    for (uint32_t i = 0; i < record[STEMS]; i++) {
        PyObject *stem = PyLong_FromUnsignedLong(stems[i]);
        int there = stem ? PySet_Contains(trie->touched, stem) : -1;
        Py_XDECREF(stem);
        if (there) return there;
    }
    return 0;
}

/* The record of a word of terms. Returns 1 with it, checked, 0 where the word is of none, -1 with an exception set. */
static int find_record(const Trie *trie, const uint8_t *bytes, size_t size, uint32_t hash, const uint32_t **record, uint64_t *room) {
    for (uint64_t at = 2 * ((uint64_t)hash * 2 * trie->places.count >> 32);; at += 2) {
        const uint32_t *slot = numbers_at(trie, &trie->spelt, at, 2), *header;
        uint64_t place;
        if (!slot) return -1;
        if ((place = slot[1]) == FREE) return 0;
        if (slot[0] != hash) continue;
        if (!(header = numbers_at(trie, &trie->records, place, HEADER))) return -1;
        if (header[SIZE] != size) continue;
        *room = HEADER + (size + 3) / 4 + 2 * ((uint64_t)header[HEADS] + header[REST] + header[ALONE]) + header[STEMS];
        if (!(*record = numbers_at(trie, &trie->records, place, *room))) return -1;
        if (!memcmp(*record + HEADER, bytes, size)) return 1;
    }
}

/* Take what the base of a trie says of the word of a token. Returns 1, 0 where that is nothing, -1 with an exception set. */
static int in_base(const Text *text, Token *token, const Trie *trie) {
    uint8_t bytes[LONGEST_WORD + 4];
    const uint32_t *record;
    uint64_t room;
    uint32_t hash;
    size_t size = trie->places.count ? spelling(text, token, bytes, &hash) : 0;
    int found = size ? find_record(trie, bytes, size, hash, &record, &room) : 0, touched;
    if (found < 1) return found;
    touched = PySet_Size(trie->touched) ? is_touched(trie, record) : 0;
    if (touched) return touched < 0 ? -1 : 0;
    return take_record(token, record, room, PyList_Size(trie->applied)) ? -1 : 1;
}

/* Look the words of a text up; those of which nothing is known are added to `missing`. Returns PLAIN or FAILED. */
static int look_up(Text *text, const Trie *trie, PyObject *known, PyObject *missing) {
    for (size_t n = 0; n < text->count; n++) {
        Token *token = text->tokens + n;
        int there = in_base(text, token, trie);
        if (there < 0) return FAILED;
        if (there) continue;
        if (!token->text && !(token->text = PyUnicode_Substring(text->given, token->start, token->end))) return FAILED;
        token->record = PyDict_GetItemWithError(known, token->text);
        Py_XINCREF(token->record);
        if (!token->record) {
            if (PyErr_Occurred() || PySet_Add(missing, token->text)) return FAILED;
            continue;
        }
        if (!PyBytes_Check(token->record)) return PyErr_SetString(PyExc_TypeError, "a record that is no bytes"), FAILED;
        if (take_record(token, (const uint32_t *)PyBytes_AsString(token->record), (uint64_t)PyBytes_Size(token->record) / 4,
                        PyList_Size(trie->applied)))
            return FAILED;
    }
    return PLAIN;
}

#endif
