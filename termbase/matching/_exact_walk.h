/* The walk through the trie of terms along the words of a text: memo.walk. */
#ifndef TERMBASE_EXACT_WALK_H
#define TERMBASE_EXACT_WALK_H

#include "_exact_words.h"

enum { TERM = 1, BEGINNING = 2, BARE = 8, SHIFT = 4 }; /* of readings.py; trie_arrays.SHIFT */
enum { AS_WRITTEN = 0 };

typedef struct { /* a state that some words lead to, the first of them */
    uint32_t state, flags;
    uint32_t rules; /* of the last word */
    int inflected;  /* whether any word is not as the term has it */
    Py_ssize_t first, before; /* `before` is the node before it, -1 for none */
} Node;

typedef struct { /* nodes from one on that a row of words leads to, and the key of its stems */
    uint64_t key;
    Py_ssize_t first;
    size_t node, count;
} Row;

typedef struct { Py_ssize_t first, end; size_t node; } Stand;

typedef struct { /* whether a row goes on with words of a stem */
    uint64_t key;
    size_t row;
    Leads rest;
    uint32_t from, to; /* steps */
} Question;

typedef struct {
    Node *nodes;
    Row *rows;
    Stand *stands;
    size_t node_count, node_room, row_count, row_room, count, room;
    Question questions[AT_ONCE];
    size_t asked;
} Walk;

static void walk_free(Walk *walk) {
    free(walk->nodes);
    free(walk->rows);
    free(walk->stands);
}

/* trie_arrays.key_of */
static uint64_t key_of(uint64_t key, uint32_t stem) {
    return (key * UINT64_C(0x9E3779B97F4A7C15) ^ stem) * UINT64_C(0xC2B2AE3D27D4EB4F);
}

/* Add a node; returns 0, or -1 with an exception set. */
static int add_node(Walk *walk, Node node) {
    if (grow(&walk->nodes, &walk->node_room, walk->node_count + 1, sizeof(Node))) return -1;
    walk->nodes[walk->node_count++] = node;
    return 0;
}

/* Add a row whose nodes are those from `node` on, where there are any. */
static int add_row(Walk *walk, uint64_t key, Py_ssize_t first, size_t node) {
    if (node == walk->node_count) return 0;
    if (grow(&walk->rows, &walk->row_room, walk->row_count + 1, sizeof(Row))) return -1;
    walk->rows[walk->row_count++] = (Row){key, first, node, walk->node_count - node};
    return 0;
}

/* The lead to a word, of those of a group, which rise. NULL: there is none. */
static const Lead *lead_to(Leads leads, uint32_t word) {
    while (leads.count) {
        uint32_t half = leads.count / 2;
        if (leads.leads[half].number == word) return leads.leads + half;
        if (leads.leads[half].number < word) leads = (Leads){leads.leads + half + 1, leads.count - half - 1};
        else leads.count = half;
    }
    return NULL;
}

/* Take a step, if the words of a question do, from the node `*hint` or another one, in which that of the next step is
 * looked for first. Returns 0, or -1 with an exception set. */
static int take_step(Walk *walk, const Question *asked, Py_ssize_t length, size_t *hint, uint32_t before, uint32_t word,
                     uint32_t state, uint32_t flags) {
    Row row = walk->rows[asked->row];
    const Lead *lead;
    const Node *from;
    size_t tried = 0;
    for (; tried < row.count && walk->nodes[row.node + *hint].state != before; tried++)
        if (++*hint == row.count) *hint = 0;
    if (tried == row.count || !(lead = lead_to(asked->rest, word))) return 0;
    from = walk->nodes + row.node + *hint;
    if (add_node(walk, (Node){state, flags, lead->rules, from->inflected || lead->rules != AS_WRITTEN, row.first,
                              (Py_ssize_t)(row.node + *hint)}))
        return -1;
    if (!(flags & TERM)) return 0;
    if (grow(&walk->stands, &walk->room, walk->count + 1, sizeof(Stand))) return -1;
    walk->stands[walk->count++] = (Stand){row.first, row.first + length + 1, walk->node_count - 1};
    return 0;
}

/* Take the steps that came late, by their key: a dictionary, or NULL where there are none. An exception may be set. */
static PyObject *late_steps(const Trie *trie, uint64_t key) {
    PyObject *number = PyLong_FromUnsignedLongLong(key), *late = number ? PyDict_GetItemWithError(trie->late_steps, number) : NULL;
    Py_XDECREF(number);
    if (late && !PyDict_Check(late)) return PyErr_SetString(PyExc_TypeError, "late steps that are no dictionary"), NULL;
    return late;
}

static int take_late(Walk *walk, const Question *asked, Py_ssize_t length, PyObject *late) {
    PyObject *way, *led;
    Py_ssize_t at = 0;
    size_t hint = 0;
    while (PyDict_Next(late, &at, &way, &led)) {
        uint64_t words = PyLong_AsUnsignedLongLong(way);
        unsigned long state, flags;
        if (!PyTuple_Check(led)) return PyErr_SetString(PyExc_TypeError, "a late step that is no tuple"), -1;
        state = PyLong_AsUnsignedLong(PyTuple_GetItem(led, 0));
        flags = PyLong_AsUnsignedLong(PyTuple_GetItem(led, 1));
        if (PyErr_Occurred() ||
            take_step(walk, asked, length, &hint, (uint32_t)(words >> 32), (uint32_t)words, (uint32_t)state, (uint32_t)flags))
            return -1;
    }
    return 0;
}

/* Whether a step came late, and as what: not as the base has it. Returns 1, 0, or -1 with an exception set. */
static int is_late(PyObject *late, const uint32_t *step) {
    PyObject *way = PyLong_FromUnsignedLongLong((uint64_t)step[0] << 32 | step[1] >> SHIFT);
    int there = way ? PyDict_Contains(late, way) : -1;
    Py_XDECREF(way);
    return there;
}

/* Take the steps of a question. Returns 0, or -1 with an exception set. */
static int take_steps(Walk *walk, const Question *asked, Py_ssize_t length, const Trie *trie) {
    size_t nodes = walk->node_count, hint = 0;
    int goes_on = 0;
    PyObject *late = trie->late_count ? late_steps(trie, asked->key) : NULL;
    const uint32_t *steps = numbers_at(trie, &trie->steps, 2 * (uint64_t)asked->from, 2 * (uint64_t)(asked->to - asked->from));
    if (!steps || PyErr_Occurred() || (late && take_late(walk, asked, length, late))) return -1;
    for (uint32_t at = asked->from; at < asked->to; at++, steps += 2) {
        int known = late ? is_late(late, steps) : 0;
        if (known < 0 || (!known && take_step(walk, asked, length, &hint, steps[0], steps[1] >> SHIFT,
                                              (uint32_t)trie->places.count + at, steps[1] & (TERM | BEGINNING | BARE))))
            return -1;
    }
    for (size_t node = nodes; node < walk->node_count; node++) goes_on |= walk->nodes[node].flags & BEGINNING;
    return goes_on ? add_row(walk, asked->key, walk->rows[asked->row].first, nodes) : 0;
}

/* Answer the questions: what lies where is asked of memory for all of them before any is read. Returns 0, or -1 with an
 * exception set. */
static int answer(Walk *walk, Py_ssize_t length, const Trie *trie) {
    size_t left = 0;
    for (size_t n = 0; n < walk->asked; n++) {
        Question *one = walk->questions + n;
        uint64_t bit = one->key >> 20 & (trie->bit_count - 1);
        const uint8_t *bits = trie->step_count ? numbers_at(trie, &trie->filled, bit / 8, 1) : NULL;
        int there = bits ? *bits >> bit % 8 & 1 : 0;
        if (trie->step_count && !bits) return -1;
        if (!there && !trie->late_count) continue;
        one->from = there;
        if (there) ask_for(&trie->buckets, (one->key >> 32) * trie->step_count >> 32);
        walk->questions[left++] = *one;
    }
    for (size_t n = 0; n < left; n++) {
        Question *one = walk->questions + n;
        const uint32_t *ends;
        one->to = 0;
        if (!one->from) continue;
        ends = numbers_at(trie, &trie->buckets, (one->key >> 32) * trie->step_count >> 32, 2);
        if (!ends) return -1;
        if (ends[1] < ends[0]) return PyErr_SetString(PyExc_ValueError, "a bucket that ends before it begins"), -1;
        one->from = ends[0];
        one->to = ends[1];
        ask_for(&trie->steps, 2 * (uint64_t)ends[0]);
    }
    for (size_t n = 0; n < left; n++)
        if (take_steps(walk, walk->questions + n, length, trie)) return -1;
    walk->asked = 0;
    return 0;
}

/* Ask how a row of so many words goes on. Returns 0, or -1 with an exception set. */
static int ask(Walk *walk, const Text *text, size_t row, Py_ssize_t length, const Trie *trie) {
    const Row from = walk->rows[row];
    const Token *next = text->tokens + from.first + length;
    if (from.first + length >= (Py_ssize_t)text->count) return 0;
    for (uint32_t group = 0; group < next->groups; group++) {
        Leads rest = leads_of(next, group, REST);
        uint64_t key = key_of(from.key, next->hashes[group]);
        if (!rest.count) continue;
        if (trie->step_count) ask_for(&trie->filled, (key >> 20 & (trie->bit_count - 1)) / 8);
        walk->questions[walk->asked++] = (Question){key, row, rest, 0, 0};
        if (walk->asked == AT_ONCE && answer(walk, length, trie)) return -1;
    }
    return 0;
}

/* Note every row of two words or more that leads to a state in which terms end, those of one place behind each other. */
static int walk_text(Walk *walk, const Text *text, const Trie *trie) {
    size_t from = 0, to;
    for (Py_ssize_t first = 0; first < (Py_ssize_t)text->count; first++) {
        const Token *token = text->tokens + first;
        for (uint32_t group = 0; group < token->groups; group++) {
            Leads heads = leads_of(token, group, HEADS);
            size_t node = walk->node_count;
            for (uint32_t i = 0; i < heads.count; i++)
                if (add_node(walk, (Node){heads.leads[i].number, BEGINNING, heads.leads[i].rules,
                                          heads.leads[i].rules != AS_WRITTEN, first, -1}))
                    return -1;
            if (add_row(walk, token->hashes[group], first, node)) return -1;
        }
    }
    for (Py_ssize_t length = 1; from < (to = walk->row_count); length++) {
        for (; from < to; from++)
            if (ask(walk, text, from, length, trie)) return -1;
        if (answer(walk, length, trie)) return -1;
    }
    return 0;
}

/* The rules of a node: a tuple, borrowed. */
static PyObject *rules_at(const Walk *walk, Py_ssize_t node, const Trie *trie) {
    return PyList_GetItem(trie->applied, (Py_ssize_t)walk->nodes[node].rules);
}

/* The rules by which the words along a node stand, each once: a new tuple, NULL with an exception set. */
static PyObject *rules_of(const Walk *walk, size_t node, const Trie *trie) {
    PyObject *only = rules_at(walk, (Py_ssize_t)node, trie), *list, *all;
    size_t some = 0;
    for (Py_ssize_t at = (Py_ssize_t)node; at >= 0; at = walk->nodes[at].before) {
        if (walk->nodes[at].rules == AS_WRITTEN) continue;
        only = rules_at(walk, at, trie);
        some++;
    }
    if (some < 2 && PyTuple_Size(only) < 2) {
        Py_INCREF(only);
        return only;
    }
    list = PyList_New(0);
    for (Py_ssize_t at = (Py_ssize_t)node; list && at >= 0; at = walk->nodes[at].before) {
        /* From the last word to the first, so a rule is put in front, and taken out behind where it stands already. */
        PyObject *applied = rules_at(walk, at, trie);
        for (Py_ssize_t i = PyTuple_Size(applied) - 1; list && i >= 0; i--) {
            PyObject *rule = PyTuple_GetItem(applied, i);
            Py_ssize_t known = PySequence_Contains(list, rule);
            if (known > 0) known = PySequence_DelItem(list, PySequence_Index(list, rule));
            if (known < 0 || PyList_Insert(list, 0, rule)) Py_CLEAR(list);
        }
    }
    all = list ? PyList_AsTuple(list) : NULL;
    Py_XDECREF(list);
    return all;
}

#endif
