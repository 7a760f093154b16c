/* The arrays of a trie (trie_arrays.Base), in memory or in a mapped file whose blocks are checked before they are read. */
#ifndef TERMBASE_EXACT_TRIE_H
#define TERMBASE_EXACT_TRIE_H

#include <Python.h>
#include <stdint.h>
#include <string.h>

#include "_checksum.h"

/* The fields of trie_arrays.Base, each with the bytes of one of its numbers; 0: four or eight, as it has one for each kind. */
#define BASE_ARRAYS(field)                                                                                                 \
    field(stems, 4) field(flags, 1) field(places, 4) field(records, 4) field(spelt, 4) field(steps, 4) field(buckets, 4)   \
    field(filled, 1) field(starts, 4) field(ids, 0) field(concepts, 0) field(kinds, 2) field(odd, 4)                       \
    field(odd_starts, 4) field(texts, 1) field(details, 1) field(rules, 1) field(classes, 1)

#define FREE UINT32_C(0xffffffff)
enum { BLOCK = 1024 }; /* checked_file.py */

typedef struct {
    Py_buffer view;
    const uint8_t *bytes;
    uint64_t count, item; /* numbers, and the bytes of each */
} Array;

typedef struct {
    PyObject *late_steps, *late_ids, *touched, *changed, *applied; /* borrowed: what came late, and the rules that records number */
    Py_ssize_t late_count;
#define FIELD(name, item) Array name;
    BASE_ARRAYS(FIELD)
#undef FIELD
    uint64_t bit_count, step_count;
    Py_buffer whole, sums, checked; /* of checked_file.Blocks; none in memory */
    uint64_t start;
} Trie;

static void trie_free(Trie *trie) {
#define FIELD(name, item) if (trie->name.view.obj) PyBuffer_Release(&trie->name.view);
    BASE_ARRAYS(FIELD)
#undef FIELD
    if (trie->whole.obj) PyBuffer_Release(&trie->whole);
    if (trie->sums.obj) PyBuffer_Release(&trie->sums);
    if (trie->checked.obj) PyBuffer_Release(&trie->checked);
}

static int take_array(Array *array, PyObject *given, uint64_t item) {
    if (!given || PyObject_GetBuffer(given, &array->view, PyBUF_SIMPLE)) return -1;
    array->bytes = array->view.buf;
    array->item = item;
    array->count = item ? (uint64_t)array->view.len / item : 0;
    return 0;
}

/* Take the arrays of a trie, and the blocks of its file or None. Returns 0, or -1 with an exception set. */
static int take_base(Trie *trie, PyObject *base, PyObject *blocks) {
    Py_ssize_t at = 0;
#define FIELD(name, item) if (take_array(&trie->name, PyTuple_GetItem(base, at++), item)) return -1;
    BASE_ARRAYS(FIELD)
#undef FIELD
    trie->ids.count = trie->concepts.count = trie->kinds.count;
    if (trie->kinds.count) {
        trie->ids.item = (uint64_t)trie->ids.view.len / trie->kinds.count;
        trie->concepts.item = (uint64_t)trie->concepts.view.len / trie->kinds.count;
    }
    trie->bit_count = 8 * trie->filled.count;
    trie->step_count = trie->steps.count / 2;
    if (trie->bit_count & (trie->bit_count - 1)) return PyErr_SetString(PyExc_ValueError, "filled is no power of two"), -1;
    if (blocks == Py_None) return 0;
    if (!PyTuple_Check(blocks) || PyTuple_Size(blocks) != 4)
        return PyErr_SetString(PyExc_TypeError, "blocks that are no parts of checked_file.Blocks"), -1;
    if (PyObject_GetBuffer(PyTuple_GetItem(blocks, 0), &trie->whole, PyBUF_SIMPLE) ||
        PyObject_GetBuffer(PyTuple_GetItem(blocks, 1), &trie->sums, PyBUF_SIMPLE) ||
        PyObject_GetBuffer(PyTuple_GetItem(blocks, 2), &trie->checked, PyBUF_WRITABLE))
        return -1;
    trie->start = PyLong_AsUnsignedLongLong(PyTuple_GetItem(blocks, 3));
    if (trie->sums.len / 16 != (trie->whole.len + BLOCK - 1) / BLOCK || trie->checked.len != trie->sums.len / 16)
        PyErr_SetString(PyExc_ValueError, "as many sums as blocks are wanted");
    return PyErr_Occurred() ? -1 : 0;
}

/* Check a block of the file. Returns 0, or -1 with an exception set. */
static int check_block(const Trie *trie, uint64_t number) {
    const uint8_t *block = (const uint8_t *)trie->whole.buf + number * BLOCK;
    uint64_t size = (uint64_t)trie->whole.len - number * BLOCK, sums[2], wanted[2];
    uint8_t copy[BLOCK];
    if (size > BLOCK) size = BLOCK;
    if (trie->start > number * BLOCK) { /* what is before the sections counts as zeros */
        uint64_t before = trie->start - number * BLOCK;
        memcpy(copy, block, size);
        memset(copy, 0, before < size ? before : size);
        block = copy;
    }
    two_sums(block, size / 8, sums);
    memcpy(wanted, (const uint8_t *)trie->sums.buf + 16 * number, 16);
    if (sums[0] != wanted[0] || sums[1] != wanted[1])
        return PyErr_SetString(PyExc_ValueError, "the checksum of a block differs"), -1;
    ((uint8_t *)trie->checked.buf)[number] = 1;
    return 0;
}

/* Some numbers of an array, checked; NULL with an exception set where they are not there or not as they were written. */
static const void *numbers_at(const Trie *trie, const Array *array, uint64_t first, uint64_t count) {
    const uint8_t *at = array->bytes + first * array->item;
    if (first > array->count || count > array->count - first)
        return PyErr_SetString(PyExc_ValueError, "a place outside of an array"), NULL;
    if (trie->checked.buf && count) {
        uint64_t offset = (uint64_t)(at - (const uint8_t *)trie->whole.buf), last = offset + count * array->item - 1;
        if (offset >= (uint64_t)trie->whole.len || last >= (uint64_t)trie->whole.len)
            return PyErr_SetString(PyExc_ValueError, "an array outside of its file"), NULL;
        for (uint64_t block = offset / BLOCK; block <= last / BLOCK; block++)
            if (!((const uint8_t *)trie->checked.buf)[block] && check_block(trie, block)) return NULL;
    }
    return at;
}

/* Ask memory for a number that will be read. */
static void ask_for(const Array *array, uint64_t place) {
#if defined(__GNUC__)
    __builtin_prefetch(array->bytes + place * array->item);
#else
    (void)array, (void)place;
#endif
}

/* A number of four bytes. Returns 0, or -1 with an exception set. */
static int number_at(const Trie *trie, const Array *array, uint64_t place, uint32_t *number) {
    const uint32_t *at = numbers_at(trie, array, place, 1);
    if (at) *number = *at;
    return at ? 0 : -1;
}

/* A number of four bytes or eight, as an object; NULL with an exception set. */
static PyObject *wide_at(const Trie *trie, const Array *array, uint64_t place) {
    const void *at = array->item == 4 || array->item == 8 ? numbers_at(trie, array, place, 1) : NULL;
    if (!at) return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_ValueError, "numbers of neither four bytes nor eight");
    return array->item == 4 ? PyLong_FromUnsignedLong(*(const uint32_t *)at) : PyLong_FromLongLong(*(const int64_t *)at);
}

#endif
