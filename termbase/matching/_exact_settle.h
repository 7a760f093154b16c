/* Which of the terms that stand in a text are kept, in the plain case: all words and rows met before, no symbols around
 * terms, nothing but a space between words. Whatever is not plain is left to recogniser.py, whose answers these are. */
#ifndef TERMBASE_EXACT_SETTLE_H
#define TERMBASE_EXACT_SETTLE_H

#include "_exact_walk.h"

enum { TOKEN_START, TOKEN_END, TOKEN_TEXT };
enum { FORMS_TEXT, FORMS_ALONE, FORMS_EVERY, FORMS_BARE };
enum { FORM_KIND = 2, FORM_FIELDS = 5 };
enum { PLAIN, NOT_PLAIN, FAILED = -1 }; /* FAILED: with an exception set */

typedef struct { /* a row of words that is a form of terms */
    Py_ssize_t first, end, start, stop;
    int inflected, kept;
    PyObject *text, *forms; /* both owned; `forms` is a tuple of forms.Form */
} Place;

typedef struct {
    PyObject *text, *tokens, *words, *rows;
    Py_ssize_t token_count;
    Place *places;
    size_t count, room;
} Settle;

static Py_ssize_t number_of(PyObject *tuple, Py_ssize_t field) { return PyLong_AsSsize_t(PyTuple_GetItem(tuple, field)); }

/* Whether no character of that code point is a mark that belongs to the letter before it; a test asks for each. */
static int never_a_mark(Py_UCS4 c) {
    return c <= 0x2ff || (c >= 0x600 && c <= 0x60f) || (c >= 0x61b && c <= 0x64a) || (c >= 0x2000 && c <= 0x206f) ||
           (c >= 0x3000 && c <= 0x3029) || (c >= 0x30a0 && c <= 0x9fff) || (c >= 0xff00 && c <= 0xffef);
}

/* Whether a token or row that ends there ends there indeed. */
static int ends_plainly(const Settle *settle, Py_ssize_t stop) {
    return stop >= PyUnicode_GetLength(settle->text) || never_a_mark(PyUnicode_ReadChar(settle->text, stop));
}

/* Add the place of a stand to the places. */
static int add_place(Settle *settle, const Stand *stand) {
    Py_ssize_t length = stand->end - stand->first;
    Place *place = settle->places + settle->count;
    PyObject *name, *forms, *kind;
    if (settle->count && place[-1].first == stand->first && place[-1].end == stand->end) return PLAIN;
    if (!(name = PyTuple_New(length))) return FAILED;
    for (Py_ssize_t i = 0; i < length; i++) {
        PyObject *word = PyTuple_GetItem(PyTuple_GetItem(settle->tokens, stand->first + i), TOKEN_TEXT);
        Py_INCREF(word);
        PyTuple_SetItem(name, i, word);
    }
    forms = PyDict_GetItemWithError(settle->rows, name);
    Py_DECREF(name);
    if (!forms) return PyErr_Occurred() ? FAILED : NOT_PLAIN;
    if (!PyTuple_Size(PyTuple_GetItem(forms, FORMS_EVERY))) return PLAIN;
    place->first = stand->first;
    place->end = stand->end;
    place->start = number_of(PyTuple_GetItem(settle->tokens, stand->first), TOKEN_START);
    place->stop = number_of(PyTuple_GetItem(settle->tokens, stand->end - 1), TOKEN_END);
    if (PyTuple_GetItem(forms, FORMS_BARE) != Py_True || !ends_plainly(settle, place->stop)) return NOT_PLAIN;
    if (!(place->text = PyUnicode_Substring(settle->text, place->start, place->stop))) return FAILED;
    if (PyUnicode_Compare(place->text, PyTuple_GetItem(forms, FORMS_TEXT))) {
        Py_DECREF(place->text);
        return PyErr_Occurred() ? FAILED : NOT_PLAIN;
    }
    place->forms = PyTuple_GetItem(forms, FORMS_ALONE);
    Py_INCREF(place->forms);
    kind = PyTuple_GetItem(PyTuple_GetItem(place->forms, 0), FORM_KIND);
    place->inflected = PyUnicode_CompareWithASCIIString(kind, "exact") != 0;
    place->kept = 0;
    settle->count++;
    return PLAIN;
}

/* The better of two places first, as recogniser._longest ranks them. */
static int by_rank(const void *a, const void *b) {
    const Place *one = a, *other = b;
    Py_ssize_t longer = (other->stop - other->start) - (one->stop - one->start);
    if (longer) return longer < 0 ? -1 : 1;
    if (one->inflected != other->inflected) return one->inflected - other->inflected;
    return (one->start > other->start) - (one->start < other->start);
}

static int by_start(const void *a, const void *b) {
    const Place *one = a, *other = b;
    return (one->start > other->start) - (one->start < other->start);
}

/* Append an occurrence for each form of one place: the fields of model.Occurrence as a tuple of that class. */
static int append_forms(PyObject *list, PyObject *class, PyObject *start, PyObject *stop, PyObject *text, PyObject *forms) {
    newfunc make = (newfunc)PyType_GetSlot(&PyTuple_Type, Py_tp_new);
    for (Py_ssize_t n = 0; n < PyTuple_Size(forms); n++) {
        PyObject *form = PyTuple_GetItem(forms, n), *fields = PyTuple_New(3 + FORM_FIELDS), *args, *made = NULL;
        if (!fields) return FAILED;
        for (Py_ssize_t i = 0; i < 3 + FORM_FIELDS; i++) {
            PyObject *field = i == 0 ? start : i == 1 ? stop : i == 2 ? text : PyTuple_GetItem(form, i - 3);
            Py_XINCREF(field);
            PyTuple_SetItem(fields, i, field);
        }
        args = PyErr_Occurred() ? NULL : PyTuple_Pack(1, fields);
        if (args) made = make((PyTypeObject *)class, args, NULL);
        Py_DECREF(fields);
        Py_XDECREF(args);
        if (!made || PyList_Append(list, made)) {
            Py_XDECREF(made);
            return FAILED;
        }
        Py_DECREF(made);
    }
    return PLAIN;
}

/* The occurrences of the kept places and of the single words between them, in order. */
static PyObject *occurrences(Settle *settle, PyObject *class) {
    PyObject *found = PyList_New(0);
    size_t next = 0;
    for (Py_ssize_t n = 0; found && n < settle->token_count; n++) {
        PyObject *token = PyTuple_GetItem(settle->tokens, n);
        Place *place = settle->places + next;
        int failed;
        if (next < settle->count && place->first == n) {
            PyObject *last = PyTuple_GetItem(settle->tokens, place->end - 1);
            failed = append_forms(found, class, PyTuple_GetItem(token, TOKEN_START), PyTuple_GetItem(last, TOKEN_END),
                                  place->text, place->forms);
            n = place->end - 1;
            next++;
        } else {
            failed = append_forms(found, class, PyTuple_GetItem(token, TOKEN_START), PyTuple_GetItem(token, TOKEN_END),
                                  PyTuple_GetItem(token, TOKEN_TEXT),
                                  PyTuple_GetItem(PyList_GetItem(settle->words, n), WORD_ALONE));
        }
        if (failed) Py_CLEAR(found);
    }
    return found;
}

/* Keep the longest of the places, apart from each other, in the order of the text. Returns PLAIN or FAILED. */
static int keep_longest(Settle *settle) {
    uint8_t *taken = calloc((size_t)settle->token_count + 1, 1);
    size_t kept = 0;
    if (!taken) return PyErr_NoMemory(), FAILED;
    qsort(settle->places, settle->count, sizeof(Place), by_rank);
    for (size_t i = 0; i < settle->count; i++) {
        Place *place = settle->places + i;
        if (memchr(taken + place->first, 1, (size_t)(place->end - place->first))) {
            Py_CLEAR(place->text);
            Py_CLEAR(place->forms);
            continue;
        }
        memset(taken + place->first, 1, (size_t)(place->end - place->first));
        settle->places[kept++] = *place;
    }
    free(taken);
    settle->count = kept;
    qsort(settle->places, kept, sizeof(Place), by_start);
    return PLAIN;
}

#endif
