/* Recognising the terms of a text whose words are known, as a Python module: recognise(). Limited API of Python 3.11 (abi3).
 *
 * Optional: where it was not built, memo.py and recogniser.py give the same answers.
 */
#define PY_SSIZE_T_CLEAN
#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030B0000
#endif
#include <Python.h>

#include "_exact_keep.h"

PyDoc_STRVAR(recognise_doc,
"recognise(text, tokens, classes, words, terms, rules, late, base, blocks, kinds, slots, held, occurrence)\n--\n\n"
"The occurrences of terms in a text, in order, as a list. Or NotImplemented, where the text is to be tokenised before;\n"
"None, where symbols or marks are left to Python; a set of states whose terms are neither in `terms` yet nor to be had from\n"
"`base`. `words`, `terms` and `kinds` are those of a `memo.Memo`, `rules`, `late` (steps, ids, touched, changed) and\n"
"`base` those of its trie, `slots` memo.SLOTS; `blocks` the parts of a checked_file.Blocks, or None. `words` is asked for words that it has\n"
"not; `terms` grows by terms of `base`. Raises ValueError for what was not so written.");

/* Take what a call gives of a trie and its terms. Returns 0, or -1 with an exception set. */
static int take_trie(Trie *trie, Terms *terms, PyObject *late, PyObject *base, PyObject *blocks) {
    if (!PyType_Check(terms->class) || !PyType_IsSubtype((PyTypeObject *)terms->class, &PyTuple_Type))
        return PyErr_SetString(PyExc_TypeError, "held is a class of tuples"), -1;
    if (!PyArg_ParseTuple(late, "O!O!O!O!", &PyDict_Type, &trie->late_steps, &PyDict_Type, &trie->late_ids, &PySet_Type,
                          &trie->touched, &PySet_Type, &trie->changed) || take_base(trie, base, blocks))
        return -1;
    trie->late_count = PyDict_Size(trie->late_steps);
    return 0;
}

/* What `recognise` answers of a text whose trie, and what else is asked, was taken. NULL with an exception set. */
static PyObject *recognised(Text *text, const Trie *trie, Terms *terms, Made *made, PyObject *tokens, PyObject *words) {
    int outcome = tokens == Py_None ? scan(text) : take_tokens(text, tokens);
    if (outcome == NOT_PLAIN) return owned(Py_NotImplemented);
    if (outcome == PLAIN) outcome = look_up(text, trie, words);
    if (outcome == PLAIN) outcome = settle(text, terms, made);
    if (outcome == NOT_PLAIN) return owned(Py_None);
    return outcome == FAILED ? NULL : owned(PySet_Size(terms->missing) ? terms->missing : made->list);
}

static PyObject *exact_recognise(PyObject *module, PyObject *args) {
    PyObject *tokens, *classes, *words, *late, *base, *blocks, *result = NULL;
    Text text = {0};
    Trie trie = {0};
    Terms terms = {.trie = &trie};
    Made made = {0};
    (void)module;
    if (!PyArg_ParseTuple(args, "UOO!O!O!O!O!O!OOO!OO", &text.given, &tokens, &PyBytes_Type, &classes, &PyDict_Type, &words,
                          &PyDict_Type, &terms.known, &PyList_Type, &trie.applied, &PyTuple_Type, &late, &PyTuple_Type, &base,
                          &blocks, &terms.kinds, &PyTuple_Type, &terms.slots, &terms.class, &made.class))
        return NULL;
    if (!PyType_Check(made.class) || !PyType_IsSubtype((PyTypeObject *)made.class, &PyTuple_Type) ||
        !(tokens == Py_None || PyTuple_Check(tokens))) {
        PyErr_SetString(PyExc_TypeError, "occurrence is a class of tuples, tokens a tuple or None");
        return NULL;
    }
    text.length = PyUnicode_GetLength(text.given);
    text.classes = (const uint8_t *)PyBytes_AsString(classes);
    text.class_count = (Py_UCS4)PyBytes_Size(classes);
    made.list = PyList_New(0);
    made.exact = PyUnicode_InternFromString("exact");
    made.inflected = PyUnicode_InternFromString("inflected");
    made.score = PyFloat_FromDouble(100.0);
    terms.missing = PySet_New(NULL);
    terms.nothing = PyUnicode_InternFromString("");
    if (!take_trie(&trie, &terms, late, base, blocks) && (text.chars = PyUnicode_AsUCS4Copy(text.given)) && made.list &&
        made.exact && made.inflected && made.score && terms.missing && terms.nothing)
        result = recognised(&text, &trie, &terms, &made, tokens, words);
    text_free(&text);
    trie_free(&trie);
    Py_XDECREF(made.list);
    Py_XDECREF(made.exact);
    Py_XDECREF(made.inflected);
    Py_XDECREF(made.score);
    Py_XDECREF(terms.missing);
    Py_XDECREF(terms.nothing);
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

static int fill(PyObject *module) { return PyModule_AddIntConstant(module, "VERSION", 3); } /* exact/engine.py */

static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)fill}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_exact", "Recognising the terms of a text whose words are known.", 0, methods, slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__exact(void) {
    make_crc_table();
    return PyModuleDef_Init(&definition);
}
