/* The walk over the keys of terms that stand in a text, as keys.py does it; see there. */
#ifndef TERMBASE_EXACT_WALK_H
#define TERMBASE_EXACT_WALK_H

#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_STEMS, WORD_BEGINS, WORD_ALONE, WORD_FORMS }; /* the fields of forms.Word */
enum { TERM = 1, BEGINNING = 2 };

typedef struct { Py_ssize_t first, end; uint64_t key; } Stand;

typedef struct { /* what a walk works on; all of it is freed by walk_free, also after an error */
    uint64_t *stems, *begins;             /* hashes of all words, one word after the other */
    Py_ssize_t *stems_at, *begins_at;     /* where those of each word lie; one more entry at the end */
    uint64_t *front, *ahead;              /* keys that some term begins with: of this many words, and of one more */
    size_t front_room, ahead_room;
    Stand *stands;
    size_t count, room;
} Walk;

static void walk_free(Walk *walk) {
    free(walk->stems);
    free(walk->begins);
    free(walk->stems_at);
    free(walk->begins_at);
    free(walk->front);
    free(walk->ahead);
    free(walk->stands);
}

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

/* The hashes that stand in one field of each word of a list. Returns 0, or -1 with an exception set. */
static int read_hashes(PyObject *words, Py_ssize_t field, uint64_t **hashes, Py_ssize_t **at) {
    Py_ssize_t words_count = PyList_Size(words), count = 0;
    size_t room = 0;
    *at = malloc(((size_t)words_count + 1) * sizeof(Py_ssize_t));
    if (!*at || grow(hashes, &room, 64, sizeof(uint64_t))) return PyErr_NoMemory(), -1;
    for (Py_ssize_t w = 0; w < words_count; w++) {
        PyObject *tuple = PyTuple_GetItem(PyList_GetItem(words, w), field);
        Py_ssize_t size = tuple ? PyTuple_Size(tuple) : -1;
        if (size < 0 || grow(hashes, &room, (size_t)(count + size), sizeof(uint64_t))) return -1;
        (*at)[w] = count;
        for (Py_ssize_t i = 0; i < size; i++)
            (*hashes)[count++] = PyLong_AsUnsignedLongLongMask(PyTuple_GetItem(tuple, i));
    }
    (*at)[words_count] = count;
    return PyErr_Occurred() ? -1 : 0;
}

static uint64_t longer(uint64_t key, uint64_t stem) {
    uint64_t mixed = (key ^ stem) * UINT64_C(0x9E3779B97F4A7C15);
    return mixed ^ mixed >> 32;
}

/* Note every key of two words or more that begins at word `first` of `count`. Returns 0, or -1 with an exception set. */
static int walk_from(Walk *walk, Py_ssize_t first, Py_ssize_t count, const uint8_t *flags, uint64_t mask) {
    size_t size = (size_t)(walk->begins_at[first + 1] - walk->begins_at[first]), ahead;
    if (grow(&walk->front, &walk->front_room, size, sizeof(uint64_t))) return -1;
    memcpy(walk->front, walk->begins + walk->begins_at[first], size * sizeof(uint64_t));
    for (Py_ssize_t last = first + 1; last < count && size; last++, size = ahead) {
        const uint64_t *stems = walk->stems + walk->stems_at[last];
        size_t stem_count = (size_t)(walk->stems_at[last + 1] - walk->stems_at[last]);
        uint64_t *swapped = walk->front;
        size_t swapped_room = walk->front_room;
        ahead = 0;
        if (grow(&walk->ahead, &walk->ahead_room, size * stem_count, sizeof(uint64_t)) ||
            grow(&walk->stands, &walk->room, walk->count + size * stem_count, sizeof(Stand)))
            return -1;
        for (size_t i = 0; i < size * stem_count; i++) {
            uint64_t key = longer(walk->front[i / stem_count], stems[i % stem_count]);
            uint8_t known = flags[key & mask];
            if (known & TERM) walk->stands[walk->count++] = (Stand){first, last + 1, key};
            if (known & BEGINNING) walk->ahead[ahead++] = key;
        }
        walk->front = walk->ahead;
        walk->front_room = walk->ahead_room;
        walk->ahead = swapped;
        walk->ahead_room = swapped_room;
    }
    return 0;
}

/* All keys of two words or more that stand in a list of forms.Word. `flags` has a power of two of bytes, one a slot. */
static int walk_words(Walk *walk, PyObject *words, const Py_buffer *flags) {
    Py_ssize_t count = PyList_Size(words);
    if (flags->len < 1 || (flags->len & (flags->len - 1))) {
        PyErr_SetString(PyExc_ValueError, "flags must be a power of two of bytes");
        return -1;
    }
    if (read_hashes(words, WORD_STEMS, &walk->stems, &walk->stems_at) ||
        read_hashes(words, WORD_BEGINS, &walk->begins, &walk->begins_at))
        return -1;
    for (Py_ssize_t first = 0; first < count; first++)
        if (walk_from(walk, first, count, flags->buf, (uint64_t)flags->len - 1)) return -1;
    return 0;
}

#endif
