/* The words of a text: as languages/base.py tokenises it, for characters of which `classes` says what they are. */
#ifndef TERMBASE_EXACT_SCAN_H
#define TERMBASE_EXACT_SCAN_H

#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PLAIN, NOT_PLAIN, FAILED = -1 }; /* FAILED: with an exception set */
enum { BEGINS = 1, GOES_ON = 2, LETTER = 4, WIDE = 8, BREAK = 16, SPACE = 32, MARK = 64, OTHER = 128 }; /* characters.py */
enum { TOKEN_START, TOKEN_END, TOKEN_TEXT };

typedef struct { uint32_t number, rules; } Lead; /* a word of terms, and by which rules a word of the text is a form of it */

typedef struct {
    const Lead *leads;
    uint32_t count;
} Leads;

typedef struct {
    Py_ssize_t start, end;
    PyObject *text, *record; /* owned; the text is made when it is needed; the record NULL where a file holds it */
    const uint32_t *hashes, *ends; /* of its record */
    const Lead *leads;
    uint32_t groups, hash;    /* the hash of its spelling; */
    size_t spelt, size;       /* the spelling is so many bytes from there on, none where it is too long */
} Token;

typedef struct {
    PyObject *given; /* the text as Python has it */
    Py_UCS4 *chars;
    Py_ssize_t length;
    const uint8_t *classes;
    Py_UCS4 class_count;
    Token *tokens;
    size_t count, room;
    uint8_t *bytes; /* the spellings of the tokens in UTF-8, one behind the other */
    size_t byte_count, byte_room;
} Text;

/* `*array` with room for `wanted` items of `size` bytes, doubled as it grows. Returns 0, or -1 with an exception set. */
static int grow(void *array, size_t *room, size_t wanted, size_t size) {
    void *moved;
    if (wanted <= *room) return 0;
    moved = realloc(*(void **)array, 2 * wanted * size);
    if (!moved) return PyErr_NoMemory(), -1;
    *(void **)array = moved;
    *room = 2 * wanted;
    return 0;
}

static void text_free(Text *text) {
    for (size_t n = 0; n < text->count; n++) {
        Py_XDECREF(text->tokens[n].text);
        Py_XDECREF(text->tokens[n].record);
    }
    free(text->tokens);
    free(text->bytes);
    PyMem_Free(text->chars);
}

/* The class of the character at a place; 0 beyond the end. */
static int class_at(const Text *text, Py_ssize_t at) {
    if (at >= text->length) return 0;
    return text->chars[at] < text->class_count ? text->classes[text->chars[at]] : OTHER;
}

/* Whether a mark stands at a place that belongs to the letter before it: words.goes_on. Returns 1, 0, or -1 where that
 * is not known here; a test asks for each character. */
static int goes_on(const Text *text, Py_ssize_t at) {
    Py_UCS4 c;
    if (at >= text->length) return 0;
    c = text->chars[at];
    if (c < text->class_count) return (text->classes[c] & MARK) != 0;
    return (c >= 0x3000 && c <= 0x3029) || (c >= 0x30a0 && c <= 0x9fff) || (c >= 0xff00 && c <= 0xffef) ? 0 : -1;
}

/* Whether something parts the text between two places: words.BREAKS. Returns 1, 0, or -1 where that is not known here. */
static int parted(const Text *text, Py_ssize_t start, Py_ssize_t stop) {
    for (Py_ssize_t at = start; at < stop; at++) {
        Py_UCS4 c = text->chars[at];
        int class = class_at(text, at);
        if (class & OTHER) {
            if (c != '$' && !(c >= 0x3040 && c <= 0x9fff)) return -1;
        } else if (class & BREAK) {
            return 1;
        } else if (c == '.') {
            if (at + 1 < stop && class_at(text, at + 1) & SPACE) return 1;
        } else if (c == '\n') {
            Py_ssize_t next = at + 1;
            while (next < stop && class_at(text, next) & SPACE && text->chars[next] != '\n') next++;
            if (next < stop && text->chars[next] == '\n') return 1;
        }
    }
    return 0;
}

static Token *add_token(Text *text, Py_ssize_t start, Py_ssize_t end, PyObject *owned) {
    Token *token;
    if (grow(&text->tokens, &text->room, text->count + 1, sizeof(Token))) {
        Py_XDECREF(owned);
        return NULL;
    }
    token = text->tokens + text->count++;
    memset(token, 0, sizeof(Token));
    token->start = start;
    token->end = end;
    token->text = owned;
    return token;
}

/* Find the words of a text. Returns PLAIN, NOT_PLAIN where a character is met that is left to the tokeniser, or FAILED. */
static int scan(Text *text) {
    Py_ssize_t at = 0, start;
    while (at < text->length) {
        int class = class_at(text, at);
        if (class & OTHER) return NOT_PLAIN;
        if (!(class & BEGINS)) {
            at++;
            continue;
        }
        for (start = at++;; at++) {
            class = class_at(text, at);
            if (class & OTHER) return NOT_PLAIN;
            if (class & GOES_ON) continue;
            if (at >= text->length || (text->chars[at] != '\'' && text->chars[at] != 0x2019)) break;
            class = class_at(text, at + 1);
            if (class & OTHER) return NOT_PLAIN;
            if (!(class & LETTER)) break;
        }
        if (at + 1 < text->length && text->chars[at] == '+' && text->chars[at + 1] == '+') {
            at += 2;
        } else if (at < text->length && text->chars[at] == '#') {
            class = class_at(text, at + 1);
            if (class & OTHER) return NOT_PLAIN;
            if (!(class & WIDE)) at++;
        }
        if (!add_token(text, start, at, NULL)) return FAILED;
    }
    return PLAIN;
}

/* Take the words of a text from a tuple of tokens. Returns PLAIN, or FAILED. */
static int take_tokens(Text *text, PyObject *tokens) {
    for (Py_ssize_t n = 0; n < PyTuple_Size(tokens); n++) {
        PyObject *token = PyTuple_GetItem(tokens, n), *word = PyTuple_Check(token) ? PyTuple_GetItem(token, TOKEN_TEXT) : NULL;
        Py_ssize_t start, end;
        if (!word) return PyErr_SetString(PyExc_TypeError, "a token is a tuple of start, end and text"), FAILED;
        start = PyLong_AsSsize_t(PyTuple_GetItem(token, TOKEN_START));
        end = PyLong_AsSsize_t(PyTuple_GetItem(token, TOKEN_END));
        if (PyErr_Occurred()) return FAILED;
        if (start < 0 || start > end || end > text->length)
            return PyErr_SetString(PyExc_ValueError, "a token outside of its text"), FAILED;
        Py_INCREF(word);
        if (!add_token(text, start, end, word)) return FAILED;
    }
    return PLAIN;
}

#endif
