/* The terms of some states as a trie has them: trie_arrays.Base.terms. */
#ifndef TERMBASE_EXACT_STORED_H
#define TERMBASE_EXACT_STORED_H

#include "_exact_walk.h"

enum { ODD = 0x8000 };

typedef struct { /* text in UTF-8, made from its end */
    char *bytes;
    size_t size, room;
} Made_text;

/* Put bytes in front. Returns 0, or -1 with an exception set. */
static int put_before(Made_text *text, const void *bytes, size_t size) {
    if (!size) return 0;
    if (text->size + size > text->room) {
        size_t room = 2 * (text->size + size) + 256;
        char *moved = malloc(room);
        if (!moved) return PyErr_NoMemory(), -1;
        if (text->size) memcpy(moved + room - text->size, text->bytes + text->room - text->size, text->size);
        free(text->bytes);
        text->bytes = moved;
        text->room = room;
    }
    text->size += size;
    memcpy(text->bytes + text->room - text->size, bytes, size);
    return 0;
}

/* Put the word of a number in front. */
static int put_word(Made_text *text, const Trie *trie, uint32_t number) {
    uint32_t place, size;
    const void *bytes;
    if (number_at(trie, &trie->places, number, &place) || number_at(trie, &trie->records, place, &size)) return -1;
    bytes = numbers_at(trie, &trie->records, (uint64_t)place + HEADER, ((uint64_t)size + 3) / 4);
    return bytes ? put_before(text, bytes, size) : -1;
}

/* The words that lead to a state, one space between them; NULL with an exception set. */
static PyObject *words_of(const Trie *trie, uint32_t state) {
    Made_text text = {0};
    PyObject *made = NULL;
    for (uint64_t left = trie->step_count; state >= trie->places.count; left--) {
        const uint32_t *step = numbers_at(trie, &trie->steps, 2 * ((uint64_t)state - trie->places.count), 2);
        if (!step || put_word(&text, trie, step[1] >> SHIFT) || put_before(&text, " ", 1)) goto done;
        if (!left) {
            PyErr_SetString(PyExc_ValueError, "a state that leads back to itself");
            goto done;
        }
        state = step[0];
    }
    if (!put_word(&text, trie, state))
        made = PyUnicode_DecodeUTF8(text.size ? text.bytes + text.room - text.size : "", (Py_ssize_t)text.size, NULL);
done:
    free(text.bytes);
    return made;
}

/* The text of a term that is not its words with spaces between them; NULL with an exception set. */
static PyObject *odd_text(const Trie *trie, uint32_t place) {
    uint64_t low = 0, high = trie->odd.count;
    const uint32_t *ends;
    const char *bytes;
    while (low < high) {
        uint64_t middle = (low + high) / 2;
        uint32_t there;
        if (number_at(trie, &trie->odd, middle, &there)) return NULL;
        if (there < place) low = middle + 1;
        else high = middle;
    }
    if (!(ends = numbers_at(trie, &trie->odd_starts, low, 2))) return NULL;
    if (ends[1] < ends[0]) return PyErr_Format(PyExc_ValueError, "a text that ends before it begins");
    bytes = numbers_at(trie, &trie->texts, ends[0], ends[1] - ends[0]);
    return bytes ? PyUnicode_DecodeUTF8(bytes, (Py_ssize_t)(ends[1] - ends[0]), NULL) : NULL;
}

/* Append the terms of a state to a list. Returns 0, or -1 with an exception set. */
static int append_stored(const Trie *trie, uint32_t state, PyObject *list) {
    const uint32_t *ends;
    PyObject *words = NULL;
    int failed = 0;
    if ((uint64_t)state + 1 >= trie->starts.count) return 0;
    if (!(ends = numbers_at(trie, &trie->starts, state, 2))) return -1;
    for (uint32_t place = ends[0]; !failed && place < ends[1]; place++) {
        const uint16_t *kind = numbers_at(trie, &trie->kinds, place, 1);
        PyObject *text = NULL, *term = NULL;
        if (kind && *kind & ODD) text = odd_text(trie, place);
        else if (kind && (words || (words = words_of(trie, state)))) Py_INCREF(text = words);
        if (text)
            term = Py_BuildValue("INNIN", state, wide_at(trie, &trie->ids, place), wide_at(trie, &trie->concepts, place),
                                 *kind & (ODD - 1), text);
        failed = !term || PyList_Append(list, term);
        Py_XDECREF(term);
    }
    Py_XDECREF(words);
    return failed ? -1 : 0;
}

#endif
