/* Which of the terms that stand in one place are kept, and what is said of them: forms.best, model.Occurrence. */
#ifndef TERMBASE_EXACT_KEEP_H
#define TERMBASE_EXACT_KEEP_H

#include "_exact_settle.h"

enum { FIELDS = 8 }; /* model.Occurrence */

typedef struct { /* makes occurrences: their class, and what is the same in many */
    PyObject *class, *list, *exact, *inflected, *score;
} Made;

static int by_rank_of_term(const void *a, const void *b) {
    const Candidate *one = a, *other = b;
    if (one->inflected != other->inflected) return one->inflected - other->inflected;
    if (one->id != other->id) return one->id < other->id ? -1 : 1;
    return (one->order > other->order) - (one->order < other->order);
}

/* Keep of the candidates of a place those that forms.best keeps. Returns PLAIN or FAILED. */
static int keep_best(Settled *settled, Place *place) {
    Candidate *candidates = settled->candidates + place->from;
    if (place->count > 1) qsort(candidates, place->count, sizeof(Candidate), by_rank_of_term);
    place->kept = 0;
    for (size_t i = 0; i < place->count && candidates[i].inflected == candidates[0].inflected; i++) {
        PyObject *concept = PyTuple_GetItem(candidates[i].held, HELD_CONCEPT);
        size_t same = 0;
        while (same < place->kept) {
            int equal = PyObject_RichCompareBool(concept, PyTuple_GetItem(candidates[same].held, HELD_CONCEPT), Py_EQ);
            if (equal < 0) return FAILED;
            if (equal) break;
            same++;
        }
        if (same == place->kept) {
            Candidate kept = candidates[i];
            candidates[i] = candidates[place->kept];
            candidates[place->kept++] = kept;
        }
    }
    return PLAIN;
}

/* Look for the terms of kept states that were not looked for yet. First memory is asked for what all of them are made of.
 * Returns 1 where some state has none any more, 0, or -1 with an exception set. */
static int bring_terms(Settled *settled, const Walk *walk, Terms *terms) {
    int gone = 0;
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t n = 0; n < settled->count; n++) {
            const Place *place = settled->places + n;
            for (size_t i = place->from; i < place->from + place->count; i++) {
                Candidate *one = settled->candidates + i;
                if (!one->whole_state || (one->held && round < MADE)) continue;
                if (round < MADE ? ask_for_terms(terms, walk->nodes + one->node, round, &one->held)
                                 : terms_of(terms, walk->nodes + one->node, &one->held))
                    return -1;
                if (round == MADE) gone |= one->held && !PyTuple_Size(one->held);
            }
        }
    }
    return gone;
}

/* Put the terms of a place's states in the place of the states. Returns PLAIN or FAILED. */
static int spread(Settled *settled, const Walk *walk, Place *place) {
    size_t from = settled->candidate_count, count = place->count;
    for (size_t i = place->from; i < place->from + count; i++) {
        Candidate one = settled->candidates[i];
        for (Py_ssize_t n = 0; n < (one.whole_state ? PyTuple_Size(one.held) : 1); n++) {
            PyObject *held = one.whole_state ? PyTuple_GetItem(one.held, n) : one.held;
            if (!is_held(held) || add_candidate(settled, walk, one.node, held, 0)) return FAILED;
        }
    }
    place->from = from;
    place->count = settled->candidate_count - from;
    return keep_best(settled, place);
}

/* Append the terms of a place to the list. Returns PLAIN or FAILED. */
static int append_place(Made *made, const Text *text, const Walk *walk, const Settled *settled, const Place *place,
                        const Trie *trie) {
    PyObject *surface = PyUnicode_Substring(text->given, place->start, place->stop);
    for (size_t i = 0; surface && i < place->kept; i++) {
        const Candidate *one = settled->candidates + place->from + i;
        PyObject *fields[FIELDS] = {
            PyLong_FromSsize_t(place->start), PyLong_FromSsize_t(place->stop), owned(surface),
            owned(PyTuple_GetItem(one->held, HELD_TERM)), owned(PyTuple_GetItem(one->held, HELD_CONCEPT)),
            owned(one->inflected ? made->inflected : made->exact), owned(made->score), rules_of(walk, one->node, trie)};
        PyObject *tuple = tuple_of(made->class, fields, FIELDS);
        if (!tuple || PyList_Append(made->list, tuple)) Py_CLEAR(surface);
        Py_XDECREF(tuple);
    }
    Py_XDECREF(surface);
    return surface ? PLAIN : FAILED;
}

/* Settle which of the stands of a walk are kept, and append them. First terms of the base are trusted to be there still,
 * so that those of kept places alone are looked for. Returns PLAIN, NOT_PLAIN or FAILED; 2 where a term was gone. */
static int settle_once(Walk *walk, const Text *text, Terms *terms, Made *made, int trusting) {
    Settled settled = {.trusting = trusting};
    size_t nodes = walk->node_count, stands = walk->count;
    int outcome = add_places(&settled, text, walk, 0, terms), gone;
    if (!outcome) outcome = keep_longest(&settled, text->count);
    if (!outcome) outcome = add_words(&settled, walk, text, terms);
    if (!outcome && (gone = bring_terms(&settled, walk, terms))) outcome = gone < 0 ? FAILED : 2;
    if (!outcome && !PySet_Size(terms->missing)) {
        if (settled.count) qsort(settled.places, settled.count, sizeof(Place), by_start);
        for (size_t i = 0; !outcome && i < settled.count; i++) {
            outcome = spread(&settled, walk, settled.places + i);
            if (!outcome) outcome = append_place(made, text, walk, &settled, settled.places + i, terms->trie);
        }
    }
    settled_free(&settled);
    walk->node_count = nodes;
    walk->count = stands;
    return outcome;
}

/* Fill the list with what stands in a text. Returns PLAIN, NOT_PLAIN or FAILED; something may have become missing. */
static int settle(Text *text, Terms *terms, Made *made) {
    Walk walk = {0};
    int outcome = walk_text(&walk, text, terms->trie) ? FAILED : settle_once(&walk, text, terms, made, 1);
    if (outcome == 2) outcome = settle_once(&walk, text, terms, made, 0);
    walk_free(&walk);
    return outcome;
}

#endif
