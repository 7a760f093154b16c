/* The terms that end in states of the trie: remembered (memo.Memo), or made of what the base of the trie says of them. */
#ifndef TERMBASE_EXACT_TERMS_H
#define TERMBASE_EXACT_TERMS_H

#include "_exact_stored.h"

enum { HELD_TERM, HELD_CONCEPT, HELD_ID, HELD_LEAD, HELD_TRAIL, HELD_PARTED, HELD_FIELDS }; /* memo.Held */

enum { REMEMBERED, ASKED, MADE, ROUNDS };

typedef struct {
    const Trie *trie;
    PyObject *known, *kinds, *slots, *class; /* borrowed: what is remembered, by state; memo.Kinds, SLOTS, Held */
    PyObject *missing, *nothing;      /* states that are left to Python; an empty string */
} Terms;

static int is_held(PyObject *one) {
    if (PyTuple_Check(one) && PyTuple_Size(one) == HELD_FIELDS) return 1;
    return PyErr_SetString(PyExc_TypeError, "a term that is no memo.Held"), 0;
}

/* Whether it is known of the terms that end in a state that they are their words alone, and no other came late. Returns 1,
 * 0, or -1 with an exception set. */
static int is_bare(const Terms *terms, const Node *node) {
    PyObject *key;
    int late;
    if (!(node->flags & BARE) || !PyDict_Size(terms->trie->late_ids)) return (node->flags & BARE) != 0;
    key = PyLong_FromUnsignedLong(node->state);
    late = key ? PyDict_Contains(terms->trie->late_ids, key) : -1;
    Py_XDECREF(key);
    return late < 0 ? -1 : !late;
}

/* A tuple of a class of tuples; takes the fields over. NULL with an exception set. */
static PyObject *tuple_of(PyObject *class, PyObject **fields, Py_ssize_t count) {
    PyObject *tuple = PyType_GenericAlloc((PyTypeObject *)class, count);
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!fields[i] || !tuple) {
            Py_XDECREF(fields[i]);
            Py_CLEAR(tuple);
        } else if (PyTuple_SetItem(tuple, i, fields[i])) {
            Py_CLEAR(tuple);
        }
    }
    return tuple;
}

static PyObject *owned(PyObject *object) {
    Py_XINCREF(object);
    return object;
}

/* Set a slot of an object, as its descriptor does. Returns 0, or -1 with an exception set. */
static int set_slot(PyObject *object, PyObject *slot, PyObject *value) {
    descrsetfunc set = slot ? (descrsetfunc)PyType_GetSlot(Py_TYPE(slot), Py_tp_descr_set) : NULL;
    if (!set && !PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "a slot that is no descriptor");
    return set && value ? set(slot, object, value) : -1;
}

/* A term of a text, an id, and what a kind of terms has in common: as model.Term has it, whose initialiser sets fields one
 * by one in Python. NULL with an exception set. */
static PyObject *made_term(const Terms *terms, PyObject *text, PyObject *id, PyObject *shared) {
    PyObject *first = PyTuple_GetItem(terms->slots, 0), *class, *term;
    Py_ssize_t count = PyTuple_Check(shared) ? PyTuple_Size(shared) : -1;
    if (count + 2 != PyTuple_Size(terms->slots))
        return PyErr_SetString(PyExc_TypeError, "as many values as slots are wanted"), NULL;
    if (!first || !(class = PyObject_GetAttrString(first, "__objclass__"))) return NULL;
    term = PyType_Check(class) ? PyType_GenericAlloc((PyTypeObject *)class, 0) : NULL;
    Py_DECREF(class);
    if (!term) return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_TypeError, "a slot of no class");
    if (set_slot(term, first, text) || set_slot(term, PyTuple_GetItem(terms->slots, 1), id)) Py_CLEAR(term);
    for (Py_ssize_t i = 0; term && i < count; i++)
        if (set_slot(term, PyTuple_GetItem(terms->slots, i + 2), PyTuple_GetItem(shared, i))) Py_CLEAR(term);
    return term;
}

/* A term of the base that is its words alone, as a memo.Held. NULL: it is left to Python; an exception may be set. */
static PyObject *made_held(const Terms *terms, uint32_t place, PyObject *words) {
    const Trie *trie = terms->trie;
    const uint16_t *kind = numbers_at(trie, &trie->kinds, place, 1);
    PyObject *id = kind && *kind & (ODD - 1) ? wide_at(trie, &trie->ids, place) : NULL, *number = NULL, *shared = NULL;
    PyObject *text = NULL, *term = NULL, *held = NULL;
    if (!id || PySet_Contains(trie->changed, id)) goto done; /* where that fails an exception is set */
    number = PyLong_FromLong(*kind & (ODD - 1));
    shared = number ? PyObject_GetItem(terms->kinds, number) : NULL;
    text = shared ? *kind & ODD ? odd_text(trie, place) : owned(words) : NULL;
    term = text ? made_term(terms, text, id, shared) : NULL;
    if (term) {
        PyObject *fields[HELD_FIELDS] = {owned(term), wide_at(trie, &trie->concepts, place), owned(id),
                                         owned(terms->nothing), owned(terms->nothing), owned(Py_False)};
        held = tuple_of(terms->class, fields, HELD_FIELDS);
    }
done:
    Py_XDECREF(id);
    Py_XDECREF(number);
    Py_XDECREF(shared);
    Py_XDECREF(text);
    Py_XDECREF(term);
    return held;
}

/* The terms of a state whose terms are all in the base and their words alone: a tuple. NULL: some are left to Python; an
 * exception may be set. */
static PyObject *made_terms(const Terms *terms, uint32_t state) {
    const uint32_t *ends = numbers_at(terms->trie, &terms->trie->starts, state, 2);
    PyObject *words, *made;
    if (!ends || ends[1] < ends[0] || !(words = words_of(terms->trie, state))) return NULL;
    made = PyTuple_New((Py_ssize_t)(ends[1] - ends[0]));
    for (uint32_t place = ends[0]; made && place < ends[1]; place++) {
        PyObject *held = made_held(terms, place, words);
        if (!held || PyTuple_SetItem(made, (Py_ssize_t)(place - ends[0]), held)) Py_CLEAR(made);
    }
    Py_DECREF(words);
    return made;
}

/* Ask memory for what the terms of a state are made of, or find them. Returns 0, or -1 with an exception set. */
static int ask_for_terms(const Terms *terms, const Node *node, int round, PyObject **held) {
    const Trie *trie = terms->trie;
    const uint32_t *start;
    if (round == REMEMBERED) {
        PyObject *key = PyLong_FromUnsignedLong(node->state);
        *held = key ? owned(PyDict_GetItemWithError(terms->known, key)) : NULL;
        Py_XDECREF(key);
        if (!*held) ask_for(&trie->starts, node->state);
        return PyErr_Occurred() ? -1 : 0;
    }
    if (!(start = numbers_at(trie, &trie->starts, node->state, 1))) return -1;
    ask_for(&trie->kinds, *start);
    ask_for(&trie->ids, *start);
    ask_for(&trie->concepts, *start);
    return 0;
}

/* Look for the terms that end in the state of a node. `*held` becomes a new tuple, unless it was found
 * before; NULL where the state was added to what is missing. Returns 0, or -1 with an exception set. */
static int terms_of(Terms *terms, const Node *node, PyObject **held) {
    PyObject *key;
    int bare, failed;
    if (*held) return 0;
    key = PyLong_FromUnsignedLong(node->state);
    failed = !key;
    *held = key ? owned(PyDict_GetItemWithError(terms->known, key)) : NULL;
    if (key && !*held && !PyErr_Occurred() && (bare = is_bare(terms, node)) >= 0) {
        *held = bare ? made_terms(terms, node->state) : NULL;
        if (*held) failed = PyDict_SetItem(terms->known, key, *held);
        else if (!PyErr_Occurred()) failed = PySet_Add(terms->missing, key);
    }
    Py_XDECREF(key);
    if (*held && !PyTuple_Check(*held)) PyErr_SetString(PyExc_TypeError, "terms that are no tuple");
    failed |= PyErr_Occurred() != NULL;
    if (failed) Py_CLEAR(*held);
    return failed ? -1 : 0;
}

#endif
