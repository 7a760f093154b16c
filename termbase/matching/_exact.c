/* Recognising what was met before, as a Python module: walk(), known(). Limited API of Python 3.11 (abi3).
 *
 * Optional: where it was not built, keys.py, memo.py and recogniser.py give the same answers.
 */
#define PY_SSIZE_T_CLEAN
#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030B0000
#endif
#include <Python.h>

#include "_exact_settle.h"
#include "_exact_walk.h"

PyDoc_STRVAR(walk_doc,
"walk(flags, words)\n--\n\n"
"(first, end, hash) of every key of two words or more that stands in a list of `forms.Word`; see keys.walk. `flags` has\n"
"a power of two of bytes, one a slot.");

static PyObject *exact_walk(PyObject *module, PyObject *args) {
    Py_buffer flags;
    PyObject *words, *found = NULL;
    Walk walk = {0};
    (void)module;
    if (!PyArg_ParseTuple(args, "y*O!", &flags, &PyList_Type, &words)) return NULL;
    if (!walk_words(&walk, words, &flags) && (found = PyList_New((Py_ssize_t)walk.count))) {
        for (size_t i = 0; found && i < walk.count; i++) {
            const Stand *stand = walk.stands + i;
            PyObject *item = Py_BuildValue("(nnK)", stand->first, stand->end, (unsigned long long)stand->key);
            if (item) PyList_SetItem(found, (Py_ssize_t)i, item); else Py_CLEAR(found);
        }
    }
    walk_free(&walk);
    PyBuffer_Release(&flags);
    return found;
}

/* The word of each token in a new list; NULL with an exception set, or without one where a word is not plain. */
static PyObject *words_of(const Settle *settle, PyObject *known) {
    PyObject *words = PyList_New(settle->token_count);
    for (Py_ssize_t n = 0; words && n < settle->token_count; n++) {
        PyObject *token = PyTuple_GetItem(settle->tokens, n);
        PyObject *word = PyDict_GetItemWithError(known, PyTuple_GetItem(token, TOKEN_TEXT));
        if (word && PyTuple_GetItem(PyTuple_GetItem(word, WORD_FORMS), FORMS_BARE) == Py_True &&
            ends_plainly(settle, number_of(token, TOKEN_END))) {
            Py_INCREF(word);
            PyList_SetItem(words, n, word);
        } else {
            Py_CLEAR(words);
        }
    }
    return words;
}

PyDoc_STRVAR(known_doc,
"known(text, tokens, words, rows, flags, occurrence)\n--\n\n"
"The occurrences of terms in a text, in order, or None where something is not plain: a word or row not met before, symbols\n"
"around a term, more than a space between words. `words` and `rows` are those of a `memo.Memo`, `tokens` a tuple.");

static PyObject *exact_known(PyObject *module, PyObject *args) {
    Settle settle = {0};
    Walk walk = {0};
    Py_buffer flags;
    PyObject *known, *class, *found = NULL;
    int outcome = NOT_PLAIN;
    (void)module;
    if (!PyArg_ParseTuple(args, "UO!O!O!y*O", &settle.text, &PyTuple_Type, &settle.tokens, &PyDict_Type, &known,
                          &PyDict_Type, &settle.rows, &flags, &class))
        return NULL;
    if (!PyType_Check(class) || !PyType_IsSubtype((PyTypeObject *)class, &PyTuple_Type)) {
        PyBuffer_Release(&flags);
        return PyErr_Format(PyExc_TypeError, "occurrence must be a class of tuples");
    }
    settle.token_count = PyTuple_Size(settle.tokens);
    settle.words = words_of(&settle, known);
    if (settle.words) {
        outcome = walk_words(&walk, settle.words, &flags) ? FAILED : PLAIN;
        for (size_t i = 0; outcome == PLAIN && i < walk.count; i++)
            outcome = grow(&settle.places, &settle.room, settle.count + 1, sizeof(Place)) ? FAILED
                      : add_place(&settle, walk.stands + i);
        if (outcome == PLAIN && keep_longest(&settle) == PLAIN) found = occurrences(&settle, class);
    }
    for (size_t i = 0; i < settle.count; i++) {
        Py_XDECREF(settle.places[i].text);
        Py_XDECREF(settle.places[i].forms);
    }
    free(settle.places);
    Py_XDECREF(settle.words);
    walk_free(&walk);
    PyBuffer_Release(&flags);
    if (found || PyErr_Occurred()) return found;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"walk", exact_walk, METH_VARARGS, walk_doc},
    {"known", exact_known, METH_VARARGS, known_doc},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_exact", "Recognising what was met before.", 0, methods, slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__exact(void) { return PyModuleDef_Init(&definition); }
