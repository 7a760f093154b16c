/* Recognising the terms of a text whose words are known, as a Python module: recognise(). Limited API of Python 3.11 (abi3).
 *
 * Optional: where it was not built, memo.py and recogniser.py give the same answers.
 */
#define PY_SSIZE_T_CLEAN
#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030B0000
#endif
#include <Python.h>

#include "_exact_scan.h"
#include "_exact_settle.h"
#include "_exact_stored.h"
#include "_exact_walk.h"
#include "_exact_words.h"

enum { FIELDS = 8 }; /* model.Occurrence */

typedef struct { /* makes occurrences: their class, and what is the same in many */
    PyTypeObject *class;
    const Trie *trie;
    PyObject *list, *exact, *inflected, *score;
} Made;

/* Append an occurrence of eight fields to the list; takes them over. Returns PLAIN or FAILED. */
static int append(Made *made, PyObject *fields[FIELDS]) {
    PyObject *tuple = PyType_GenericAlloc(made->class, FIELDS);
    int failed = !tuple;
    for (Py_ssize_t i = 0; i < FIELDS; i++) {
        if (!fields[i] || failed) {
            Py_XDECREF(fields[i]);
            failed = 1;
        } else {
            failed = PyTuple_SetItem(tuple, i, fields[i]) != 0;
        }
    }
    failed = failed || PyList_Append(made->list, tuple);
    Py_XDECREF(tuple);
    return failed ? FAILED : PLAIN;
}

static PyObject *owned(PyObject *object) {
    Py_XINCREF(object);
    return object;
}

/* Append the terms of a row of words. Returns PLAIN or FAILED. */
static int append_place(Made *made, const Text *text, const Walk *walk, const Settled *settled, const Place *place) {
    PyObject *surface = PyUnicode_Substring(text->given, place->start, place->stop);
    for (size_t i = 0; surface && i < place->kept; i++) {
        const Candidate *one = settled->candidates + place->from + i;
        PyObject *fields[FIELDS] = {
            PyLong_FromSsize_t(place->start), PyLong_FromSsize_t(place->stop), owned(surface),
            owned(PyTuple_GetItem(one->held, HELD_TERM)), owned(PyTuple_GetItem(one->held, HELD_CONCEPT)),
            owned(one->inflected ? made->inflected : made->exact), owned(made->score), rules_of(walk, one->node, made->trie)};
        if (append(made, fields)) Py_CLEAR(surface);
    }
    Py_XDECREF(surface);
    return surface ? PLAIN : FAILED;
}

/* Fill the list with what stands in a text. Returns PLAIN, NOT_PLAIN or FAILED; something may have become missing. */
static int settle(Text *text, const Trie *trie, PyObject *terms, PyObject *missing, Made *made) {
    Walk walk = {0};
    Settled settled = {0};
    int outcome = walk_text(&walk, text, trie) ? FAILED : add_places(&settled, text, &walk, 0, trie, terms, missing);
    if (!outcome) outcome = keep_longest(&settled, text->count);
    if (!outcome) outcome = add_words(&settled, &walk, text, PySet_Size(missing) > 0, trie, terms, missing);
    if (!outcome) outcome = ask_kept(&settled, &walk, missing);
    if (!outcome && !PySet_Size(missing)) {
        if (settled.count) qsort(settled.places, settled.count, sizeof(Place), by_start);
        for (size_t i = 0; !outcome && i < settled.count; i++)
            outcome = append_place(made, text, &walk, &settled, settled.places + i);
    }
    settled_free(&settled);
    walk_free(&walk);
    return outcome;
}

PyDoc_STRVAR(recognise_doc,
"recognise(text, tokens, classes, words, terms, rules, late, base, blocks, occurrence)\n--\n\n"
"The occurrences of terms in a text, in order, as a list. Or NotImplemented, where the text is to be tokenised before;\n"
"None, where symbols or marks are left to Python; (words, states), sets of what is not in `words` and `terms` yet.\n"
"`words` and `terms` are those of a `memo.Memo`, `rules`, `late` (steps, ids, touched) and `base` those of its trie;\n"
"`blocks` the parts of a checked_file.Blocks, or None. Raises ValueError for what was not so written.");

static PyObject *exact_recognise(PyObject *module, PyObject *args) {
    PyObject *tokens, *classes, *words, *terms, *late, *base, *blocks, *class, *result = NULL;
    PyObject *new_words = PySet_New(NULL), *states = PySet_New(NULL);
    Text text = {0};
    Trie trie = {0};
    Made made = {0};
    int outcome = FAILED;
    (void)module;
    if (!new_words || !states ||
        !PyArg_ParseTuple(args, "UOO!O!O!O!O!O!OO", &text.given, &tokens, &PyBytes_Type, &classes, &PyDict_Type, &words,
                          &PyDict_Type, &terms, &PyList_Type, &trie.applied, &PyTuple_Type, &late, &PyTuple_Type, &base, &blocks,
                          &class))
        goto done;
    if (!PyType_Check(class) || !PyType_IsSubtype((PyTypeObject *)class, &PyTuple_Type) ||
        !(tokens == Py_None || PyTuple_Check(tokens))) {
        PyErr_SetString(PyExc_TypeError, "occurrence is a class of tuples, tokens a tuple or None");
        goto done;
    }
    if (!PyArg_ParseTuple(late, "O!O!O!", &PyDict_Type, &trie.late_steps, &PyDict_Type, &trie.late_ids, &PySet_Type,
                          &trie.touched) || take_base(&trie, base, blocks))
        goto done;
    trie.late_count = PyDict_Size(trie.late_steps);
    text.length = PyUnicode_GetLength(text.given);
    text.classes = (const uint8_t *)PyBytes_AsString(classes);
    text.class_count = (Py_UCS4)PyBytes_Size(classes);
    made = (Made){(PyTypeObject *)class, &trie, PyList_New(0), PyUnicode_InternFromString("exact"),
                  PyUnicode_InternFromString("inflected"), PyFloat_FromDouble(100.0)};
    if (!(text.chars = PyUnicode_AsUCS4Copy(text.given)) || !made.list || !made.exact || !made.inflected || !made.score)
        goto done;
    outcome = tokens == Py_None ? scan(&text) : take_tokens(&text, tokens);
    if (outcome == NOT_PLAIN) {
        result = owned(Py_NotImplemented);
        goto done;
    }
    if (outcome == PLAIN) outcome = look_up(&text, &trie, words, new_words);
    if (outcome == PLAIN && !PySet_Size(new_words)) outcome = settle(&text, &trie, terms, states, &made);
    if (outcome == NOT_PLAIN) result = owned(Py_None);
    else if (outcome == PLAIN)
        result = PySet_Size(new_words) || PySet_Size(states) ? PyTuple_Pack(2, new_words, states) : owned(made.list);
done:
    text_free(&text);
    trie_free(&trie);
    Py_XDECREF(made.list);
    Py_XDECREF(made.exact);
    Py_XDECREF(made.inflected);
    Py_XDECREF(made.score);
    Py_XDECREF(new_words);
    Py_XDECREF(states);
    return result;
}

PyDoc_STRVAR(stored_doc,
"stored(states, base, blocks)\n--\n\n"
"The terms of some states as a trie has them, as a list of (state, id, concept, kind, text); `base` and `blocks` as in\n"
"`recognise`. Raises ValueError for what was not so written.");

static PyObject *exact_stored(PyObject *module, PyObject *args) {
    PyObject *states, *base, *blocks, *list = PyList_New(0);
    Trie trie = {0};
    int failed = !list || !PyArg_ParseTuple(args, "O!O!O", &PyList_Type, &states, &PyTuple_Type, &base, &blocks) ||
                 take_base(&trie, base, blocks);
    (void)module;
    for (Py_ssize_t n = 0; !failed && n < PyList_Size(states); n++) {
        unsigned long state = PyLong_AsUnsignedLong(PyList_GetItem(states, n));
        failed = PyErr_Occurred() || (state < FREE && append_stored(&trie, (uint32_t)state, list));
    }
    trie_free(&trie);
    if (failed) Py_CLEAR(list);
    return list;
}

static PyMethodDef methods[] = {
    {"stored", exact_stored, METH_VARARGS, stored_doc},
    {"recognise", exact_recognise, METH_VARARGS, recognise_doc},
    {NULL, NULL, 0, NULL},
};

static int fill(PyObject *module) { return PyModule_AddIntConstant(module, "VERSION", 3); } /* exact_engine.py */

static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)fill}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_exact", "Recognising the terms of a text whose words are known.", 0, methods, slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__exact(void) {
    make_crc_table();
    return PyModuleDef_Init(&definition);
}
