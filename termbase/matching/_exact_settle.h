/* Which of the terms that stand in a text are kept. What is not told here is left to recogniser.py, whose answers these
 * are: symbols that belong to a term and seem to stand there, breaks that a term may have of its own. */
#ifndef TERMBASE_EXACT_SETTLE_H
#define TERMBASE_EXACT_SETTLE_H

#include "_exact_walk.h"

enum { HELD_TERM, HELD_CONCEPT, HELD_ID, HELD_LEAD, HELD_TRAIL, HELD_PARTED, HELD_FIELDS }; /* memo.Held */

typedef struct { /* a term that stands in a place */
    PyObject *held; /* owned; NULL for terms of a state of which all stand there, whichever they are */
    int64_t id;
    size_t order, node;
    int inflected;
} Candidate;

typedef struct { /* a row of words that is a form of terms: of the `count` candidates from `from` on, `kept` */
    Py_ssize_t first, end, start, stop;
    int inflected;
    size_t from, count, kept;
} Place;

typedef struct {
    Candidate *candidates;
    Place *places;
    size_t candidate_count, candidate_room, count, room;
} Settled;

static void settled_free(Settled *settled) {
    for (size_t i = 0; i < settled->candidate_count; i++) Py_XDECREF(settled->candidates[i].held);
    free(settled->candidates);
    free(settled->places);
}

/* Whether it is known of the terms that end in a state that they are their words alone, and no other came late. An
 * exception may be set. */
static int is_plain(const Trie *trie, const Node *node, PyObject *key) {
    return node->flags & BARE && (!PyDict_Size(trie->late_ids) || !PyDict_GetItemWithError(trie->late_ids, key));
}

/* Whether symbols that belong to a term may stand around a stretch of text. */
static int symbols_there(const Text *text, PyObject *lead, PyObject *trail, Py_ssize_t start, Py_ssize_t stop) {
    Py_ssize_t before = PyUnicode_GetLength(lead);
    return (before > 0 && start > 0 && text->chars[start - 1] == PyUnicode_ReadChar(lead, before - 1)) ||
           (PyUnicode_GetLength(trail) > 0 && stop < text->length && text->chars[stop] == PyUnicode_ReadChar(trail, 0));
}

static int by_rank_of_term(const void *a, const void *b) {
    const Candidate *one = a, *other = b;
    if (one->inflected != other->inflected) return one->inflected - other->inflected;
    if (one->id != other->id) return one->id < other->id ? -1 : 1;
    return (one->order > other->order) - (one->order < other->order);
}

/* Keep of the candidates of a place those that forms.best keeps; none where some are not known yet. Returns PLAIN or
 * FAILED. */
static int keep_best(Settled *settled, Place *place) {
    Candidate *candidates = settled->candidates + place->from;
    size_t count = settled->candidate_count - place->from;
    int unknown = 0;
    for (size_t i = 0; i < count; i++) unknown |= !candidates[i].held;
    if (count > 1) qsort(candidates, count, sizeof(Candidate), by_rank_of_term);
    place->inflected = candidates[0].inflected;
    place->kept = 0;
    place->count = count;
    if (unknown) return PLAIN;
    for (size_t i = 0; i < count && candidates[i].inflected == place->inflected; i++) {
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

/* Look for the terms of a state. Returns 1 with `*held` borrowed, or NULL where all are plain and were not asked for yet;
 * 0 where the state was added to `missing`; -1 with an exception set. */
static int held_in(const Trie *trie, const Node *node, PyObject *terms, PyObject *missing, PyObject **held) {
    PyObject *key = PyLong_FromUnsignedLong(node->state);
    int found = key ? 1 : -1;
    *held = key ? PyDict_GetItemWithError(terms, key) : NULL;
    if (key && !*held) {
        int plain = PyErr_Occurred() ? 0 : is_plain(trie, node, key);
        if (PyErr_Occurred() || (!plain && PySet_Add(missing, key))) found = -1;
        else found = plain;
    }
    Py_XDECREF(key);
    if (*held && !PyTuple_Check(*held)) return PyErr_SetString(PyExc_TypeError, "terms that are no tuple"), -1;
    return found;
}

static int add_candidate(Settled *settled, const Walk *walk, const Stand *stand, PyObject *held) {
    Candidate *made;
    if (grow(&settled->candidates, &settled->candidate_room, settled->candidate_count + 1, sizeof(Candidate))) return FAILED;
    Py_XINCREF(held);
    made = settled->candidates + settled->candidate_count;
    *made = (Candidate){held, held ? PyLong_AsLongLong(PyTuple_GetItem(held, HELD_ID)) : 0, settled->candidate_count,
                        stand->node, walk->nodes[stand->node].inflected};
    settled->candidate_count++;
    return PyErr_Occurred() ? FAILED : PLAIN;
}

/* Add the terms that end in the state of a stand to the candidates of its place; what must be known of them and is not is
 * added to `missing`. */
static int add_candidates(Settled *settled, const Text *text, const Walk *walk, const Stand *stand, const Trie *trie,
                          PyObject *terms, PyObject *missing) {
    Py_ssize_t start = text->tokens[stand->first].start, stop = text->tokens[stand->end - 1].end;
    PyObject *held;
    int over, breaks = -2, found = held_in(trie, walk->nodes + stand->node, terms, missing, &held);
    if (found < 1) return found ? FAILED : PLAIN;
    if (held && !PyTuple_Size(held)) return PLAIN;
    if ((over = goes_on(text, stop))) return over < 0 ? NOT_PLAIN : PLAIN;
    if (!held) {
        breaks = parted(text, start, stop);
        return breaks < 0 ? NOT_PLAIN : breaks ? PLAIN : add_candidate(settled, walk, stand, NULL);
    }
    for (Py_ssize_t i = 0; i < PyTuple_Size(held); i++) {
        PyObject *one = PyTuple_GetItem(held, i), *lead, *trail;
        if (!PyTuple_Check(one) || PyTuple_Size(one) != HELD_FIELDS)
            return PyErr_SetString(PyExc_TypeError, "a term that is no memo.Held"), FAILED;
        lead = PyTuple_GetItem(one, HELD_LEAD);
        trail = PyTuple_GetItem(one, HELD_TRAIL);
        if (PyUnicode_GetLength(lead) || PyUnicode_GetLength(trail)) {
            if (symbols_there(text, lead, trail, start, stop)) return NOT_PLAIN;
            continue;
        }
        if (breaks == -2) breaks = parted(text, start, stop);
        if (breaks < 0 || (breaks && PyTuple_GetItem(one, HELD_PARTED) == Py_True)) return NOT_PLAIN;
        if (breaks) continue;
        if (add_candidate(settled, walk, stand, one)) return FAILED;
    }
    return PLAIN;
}

/* Whether white space or nothing stands around a stretch of text, so that no term with symbols does. */
static int nothing_around(const Text *text, Py_ssize_t start, Py_ssize_t stop) {
    return (!start || class_at(text, start - 1) & SPACE) && (stop >= text->length || class_at(text, stop) & SPACE);
}

/* Note the place of some stands that lie behind each other. Where a term stands as it is written, none is kept that is
 * inflected, so those are not asked for. Returns PLAIN, NOT_PLAIN or FAILED. */
static int add_place(Settled *settled, const Text *text, const Walk *walk, const Stand *stands, size_t count,
                     const Trie *trie, PyObject *terms, PyObject *missing) {
    Place place = {stands->first, stands->end, text->tokens[stands->first].start, text->tokens[stands->end - 1].end, 0,
                   settled->candidate_count, 0, 0};
    int outcome, around = nothing_around(text, place.start, place.stop);
    for (int pass = 0; pass < 2; pass++) {
        Py_ssize_t missed = PySet_Size(missing);
        for (size_t i = 0; i < count; i++)
            if (walk->nodes[stands[i].node].inflected == pass &&
                (outcome = add_candidates(settled, text, walk, stands + i, trie, terms, missing)))
                return outcome;
        if (around && (settled->candidate_count > place.from || PySet_Size(missing) > missed)) break;
    }
    if (settled->candidate_count == place.from) return PLAIN;
    if (keep_best(settled, &place) || grow(&settled->places, &settled->room, settled->count + 1, sizeof(Place)))
        return FAILED;
    settled->places[settled->count++] = place;
    return PLAIN;
}

/* Note the places of stands from one on; the stands of one place lie behind each other. */
static int add_places(Settled *settled, const Text *text, const Walk *walk, size_t from, const Trie *trie, PyObject *terms,
                      PyObject *missing) {
    for (size_t i = from, next; i < walk->count; i = next) {
        const Stand *stand = walk->stands + i;
        int outcome;
        for (next = i + 1; next < walk->count && walk->stands[next].first == stand->first; next++)
            if (walk->stands[next].end != stand->end) break;
        if ((outcome = add_place(settled, text, walk, stand, next - i, trie, terms, missing))) return outcome;
    }
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

/* Keep the longest of the places, apart from each other, in the order of the text. Returns PLAIN or FAILED. */
static int keep_longest(Settled *settled, size_t token_count) {
    uint8_t *taken = calloc(token_count + 1, 1);
    size_t kept = 0;
    if (!taken) return PyErr_NoMemory(), FAILED;
    if (settled->count) qsort(settled->places, settled->count, sizeof(Place), by_rank);
    for (size_t i = 0; i < settled->count; i++) {
        Place *place = settled->places + i;
        if (memchr(taken + place->first, 1, (size_t)(place->end - place->first))) continue;
        memset(taken + place->first, 1, (size_t)(place->end - place->first));
        settled->places[kept++] = *place;
    }
    free(taken);
    settled->count = kept;
    if (kept) qsort(settled->places, kept, sizeof(Place), by_start);
    return PLAIN;
}

/* Note that a word of terms stands alone in a place. */
static int add_word(Walk *walk, Py_ssize_t place, Lead lead, const Trie *trie) {
    uint32_t flags = 0;
    if (lead.number < trie->flags.count) {
        const uint8_t *said = numbers_at(trie, &trie->flags, lead.number, 1);
        if (!said) return FAILED;
        flags = *said;
    }
    if (add_node(walk, (Node){lead.number, flags, lead.rules, lead.rules != AS_WRITTEN, place, -1}) ||
        grow(&walk->stands, &walk->room, walk->count + 1, sizeof(Stand)))
        return FAILED;
    walk->stands[walk->count++] = (Stand){place, place + 1, walk->node_count - 1};
    return PLAIN;
}

/* Note the places of the single words between the kept places, or of all words; as stands first. */
static int add_words(Settled *settled, Walk *walk, const Text *text, int all, const Trie *trie, PyObject *terms,
                     PyObject *missing) {
    size_t from = walk->count, next = 0, places = settled->count;
    for (size_t n = 0; n < text->count; n++) {
        const Token *token = text->tokens + n;
        if (!all && next < places && settled->places[next].first == (Py_ssize_t)n) {
            n = (size_t)settled->places[next++].end - 1;
            continue;
        }
        for (uint32_t group = 0; group < token->groups; group++) {
            Leads alone = leads_of(token, group, ALONE);
            for (uint32_t i = 0; i < alone.count; i++)
                if (add_word(walk, (Py_ssize_t)n, alone.leads[i], trie)) return FAILED;
        }
    }
    return add_places(settled, text, walk, from, trie, terms, missing);
}

/* Add the states of terms that are kept, whichever they are, to `missing`. Returns PLAIN or FAILED. */
static int ask_kept(const Settled *settled, const Walk *walk, PyObject *missing) {
    for (size_t n = 0; n < settled->count; n++) {
        const Place *place = settled->places + n;
        for (size_t i = place->from; i < place->from + place->count; i++) {
            const Candidate *one = settled->candidates + i;
            PyObject *state;
            if (one->held) continue;
            state = PyLong_FromUnsignedLong(walk->nodes[one->node].state);
            if (!state || PySet_Add(missing, state)) {
                Py_XDECREF(state);
                return FAILED;
            }
            Py_DECREF(state);
        }
    }
    return PLAIN;
}

#endif
