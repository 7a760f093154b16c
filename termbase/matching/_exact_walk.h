/* The walk through the trie of terms along the words of a text: memo.walk. */
#ifndef TERMBASE_EXACT_WALK_H
#define TERMBASE_EXACT_WALK_H

#include "_exact_words.h"

enum { TERM = 1, BEGINNING = 2, STATE_SHIFT = 2 };

typedef struct { /* a state that some words lead to, the first of them, and whether longer terms go on */
    uint32_t state;
    int goes_on;
    Py_ssize_t first, before; /* `before` is the node before it, -1 for none */
    PyObject *rules;          /* of the last word; borrowed */
} Node;

typedef struct { Py_ssize_t first, end; size_t node; } Stand;

enum { AT_ONCE = 64 }; /* nodes whose next steps are fetched together */

typedef struct {
    Node *nodes;
    Stand *stands;
    size_t node_count, node_room, count, room;
} Walk;

static void walk_free(Walk *walk) {
    free(walk->nodes);
    free(walk->stands);
}

static uint64_t mixed(uint32_t state, uint32_t word) {
    return (state * UINT64_C(0x9E3779B97F4A7C15) ^ word) * UINT64_C(0xC2B2AE3D27D4EB4F);
}

/* Whether the base may have the step of a hash; it has few for which this is so in error. Returns -1 with an exception
 * set. */
static int may_have(const Trie *trie, uint64_t hash) {
    uint64_t bit = hash >> 20 & (trie->bit_count - 1);
    const uint8_t *bits = trie->bit_count ? numbers_at(trie, &trie->filled, bit / 8, 1) : NULL;
    return bits ? *bits >> bit % 8 & 1 : trie->bit_count ? -1 : 0;
}

static uint64_t slot_of(const Trie *trie, uint64_t hash) { return (hash >> 32) * trie->capacity >> 32; }

/* The value to which a word leads from a state, 0 where there is none; -1 with an exception set. */
static int64_t step(const Trie *trie, uint32_t state, uint32_t word) {
    uint64_t hash = mixed(state, word);
    if (trie->late_count) {
        PyObject *key = PyLong_FromUnsignedLongLong((uint64_t)state << 32 | word), *value;
        if (!key) return -1;
        value = PyDict_GetItemWithError(trie->late_steps, key);
        Py_DECREF(key);
        if (value) return PyLong_AsLongLong(value);
        if (PyErr_Occurred()) return -1;
    }
    switch (may_have(trie, hash)) {
        case 0: return 0;
        case -1: return -1;
    }
    for (uint64_t at = 3 * slot_of(trie, hash);; at += 3) {
        const uint32_t *slot = numbers_at(trie, &trie->slots, at, 3);
        if (!slot) return -1;
        if (slot[0] == FREE) return 0;
        if (slot[0] == state && slot[1] == word) return slot[2];
    }
}

/* The rules of a lead: a tuple, borrowed. */
static PyObject *rules_at(const Trie *trie, const Leads *leads, uint32_t which) {
    return PyList_GetItem(trie->applied, (Py_ssize_t)leads->leads[which].rules);
}

/* Add a node; returns 0, or -1 with an exception set. */
static int add_node(Walk *walk, Node node) {
    if (grow(&walk->nodes, &walk->node_room, walk->node_count + 1, sizeof(Node))) return -1;
    walk->nodes[walk->node_count++] = node;
    return 0;
}

static int goes_further(const Node *node, const Text *text, Py_ssize_t length) {
    return node->goes_on && node->first + length < (Py_ssize_t)text->count;
}

/* Where the steps that some nodes may take lie is asked for at once: the answers are waited for together. Returns 0, or
 * -1 with an exception set. */
static int ask_ahead(const Walk *walk, const Text *text, size_t from, size_t to, Py_ssize_t length, const Trie *trie) {
#if defined(__GNUC__)
    for (size_t node = from; node < to; node++) {
        const Node *at = walk->nodes + node;
        const Leads *rest;
        if (!goes_further(at, text, length)) continue;
        rest = &text->tokens[at->first + length].rest;
        for (uint32_t i = 0; i < rest->count; i++) {
            uint64_t hash = mixed(at->state, rest->leads[i].number);
            int there = may_have(trie, hash);
            if (there < 0) return -1;
            if (there) __builtin_prefetch(trie->slots.bytes + 12 * slot_of(trie, hash));
        }
    }
#endif
    return 0;
}

/* Take the steps of a node of some words; note the rows in which terms end. Returns 0, or -1 with an exception set. */
static int walk_on(Walk *walk, const Text *text, size_t node, Py_ssize_t length, const Trie *trie) {
    const Node from = walk->nodes[node];
    const Leads *rest = &text->tokens[from.first + length].rest;
    for (uint32_t i = 0; i < rest->count; i++) {
        int64_t value = step(trie, from.state, rest->leads[i].number);
        if (!value) continue;
        if (value < 0 || add_node(walk, (Node){(uint32_t)(value >> STATE_SHIFT), (value & BEGINNING) != 0, from.first,
                                               (Py_ssize_t)node, rules_at(trie, rest, i)}))
            return -1;
        if (!(value & TERM)) continue;
        if (grow(&walk->stands, &walk->room, walk->count + 1, sizeof(Stand))) return -1;
        walk->stands[walk->count++] = (Stand){from.first, from.first + length + 1, walk->node_count - 1};
    }
    return 0;
}

/* Note every row of two words or more that leads to a state in which terms end, those of one place behind each other. */
static int walk_text(Walk *walk, const Text *text, const Trie *trie) {
    size_t from = 0, to;
    for (Py_ssize_t first = 0; first < (Py_ssize_t)text->count; first++) {
        const Leads *heads = &text->tokens[first].heads;
        for (uint32_t i = 0; i < heads->count; i++)
            if (add_node(walk, (Node){heads->leads[i].number, 1, first, -1, rules_at(trie, heads, i)})) return -1;
    }
    for (Py_ssize_t length = 1; from < (to = walk->node_count); length++) {
        while (from < to) {
            size_t block = to - from < AT_ONCE ? to : from + AT_ONCE;
            if (ask_ahead(walk, text, from, block, length, trie)) return -1;
            for (; from < block; from++)
                if (goes_further(walk->nodes + from, text, length) && walk_on(walk, text, from, length, trie)) return -1;
        }
    }
    return 0;
}

/* The rules by which the words along a node stand, each once: a new tuple, NULL with an exception set. */
static PyObject *rules_of(const Walk *walk, size_t node) {
    PyObject *only = walk->nodes[node].rules, *list, *all;
    size_t some = 0;
    for (Py_ssize_t at = (Py_ssize_t)node; at >= 0; at = walk->nodes[at].before) {
        if (!PyTuple_Size(walk->nodes[at].rules)) continue;
        only = walk->nodes[at].rules;
        some++;
    }
    if (some < 2 && PyTuple_Size(only) < 2) {
        Py_INCREF(only);
        return only;
    }
    list = PyList_New(0);
    for (Py_ssize_t at = (Py_ssize_t)node; list && at >= 0; at = walk->nodes[at].before) {
        /* From the last word to the first, so a rule is put in front, and taken out behind where it stands already. */
        for (Py_ssize_t i = PyTuple_Size(walk->nodes[at].rules) - 1; list && i >= 0; i--) {
            PyObject *rule = PyTuple_GetItem(walk->nodes[at].rules, i);
            Py_ssize_t known = PySequence_Contains(list, rule);
            if (known > 0) known = PySequence_DelItem(list, PySequence_Index(list, rule));
            if (known < 0 || PyList_Insert(list, 0, rule)) Py_CLEAR(list);
        }
    }
    all = list ? PyList_AsTuple(list) : NULL;
    Py_XDECREF(list);
    return all;
}

/* Whether some word along a node is not as the term has it. */
static int inflected(const Walk *walk, size_t node) {
    for (Py_ssize_t at = (Py_ssize_t)node; at >= 0; at = walk->nodes[at].before)
        if (PyTuple_Size(walk->nodes[at].rules)) return 1;
    return 0;
}

#endif
