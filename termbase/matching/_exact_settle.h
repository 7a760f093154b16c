/* Which of the terms that stand in a text are kept. What is not told here is left to recogniser.py, whose answers these
 * are: symbols that belong to a term and seem to stand there, breaks that a term may have of its own. */
#ifndef TERMBASE_EXACT_SETTLE_H
#define TERMBASE_EXACT_SETTLE_H

#include "_exact_terms.h"

typedef struct { /* a term that stands in a place; or all of a state do, whichever they are */
    PyObject *held; /* owned: memo.Held; or a tuple of those that end in the state; NULL: not looked for yet */
    int64_t id;
    size_t order, node;
    int inflected, whole_state;
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
    int trusting; /* terms of the base that are their words alone are taken to be there still */
} Settled;

static void settled_free(Settled *settled) {
    for (size_t i = 0; i < settled->candidate_count; i++) Py_XDECREF(settled->candidates[i].held);
    free(settled->candidates);
    free(settled->places);
}

/* Whether symbols that belong to a term may stand around a stretch of text. */
static int symbols_there(const Text *text, PyObject *lead, PyObject *trail, Py_ssize_t start, Py_ssize_t stop) {
    Py_ssize_t before = PyUnicode_GetLength(lead);
    return (before > 0 && start > 0 && text->chars[start - 1] == PyUnicode_ReadChar(lead, before - 1)) ||
           (PyUnicode_GetLength(trail) > 0 && stop < text->length && text->chars[stop] == PyUnicode_ReadChar(trail, 0));
}

/* Add a candidate; `held` may be NULL. Returns PLAIN or FAILED. */
static int add_candidate(Settled *settled, const Walk *walk, size_t node, PyObject *held, int whole_state) {
    Candidate made = {held, 0, settled->candidate_count, node, walk->nodes[node].inflected, whole_state};
    if (grow(&settled->candidates, &settled->candidate_room, settled->candidate_count + 1, sizeof(Candidate))) return FAILED;
    if (!whole_state) {
        made.id = PyLong_AsLongLong(PyTuple_GetItem(held, HELD_ID));
        if (PyErr_Occurred()) return FAILED;
    }
    Py_XINCREF(held);
    settled->candidates[settled->candidate_count++] = made;
    return PLAIN;
}

/* Add the terms that end in the state of a stand to the candidates of its place; what must be known of them and is not is
 * added to `missing`. */
static int add_candidates(Settled *settled, const Text *text, const Walk *walk, const Stand *stand, Terms *terms) {
    Py_ssize_t start = text->tokens[stand->first].start, stop = text->tokens[stand->end - 1].end;
    const Node *node = walk->nodes + stand->node;
    PyObject *held = NULL;
    int over, breaks = -2, outcome = PLAIN, trusted = settled->trusting ? is_bare(terms, node) : 0;
    if (trusted < 0 || (!trusted && terms_of(terms, node, &held))) return FAILED;
    if (!trusted && (!held || !PyTuple_Size(held))) goto done;
    if ((over = goes_on(text, stop))) {
        outcome = over < 0 ? NOT_PLAIN : PLAIN;
        goto done;
    }
    if (trusted) {
        breaks = parted(text, start, stop);
        return breaks < 0 ? NOT_PLAIN : breaks ? PLAIN : add_candidate(settled, walk, stand->node, NULL, 1);
    }
    for (Py_ssize_t i = 0; !outcome && i < PyTuple_Size(held); i++) {
        PyObject *one = PyTuple_GetItem(held, i), *lead, *trail;
        if (!is_held(one)) {
            outcome = FAILED;
            break;
        }
        lead = PyTuple_GetItem(one, HELD_LEAD);
        trail = PyTuple_GetItem(one, HELD_TRAIL);
        if (PyUnicode_GetLength(lead) || PyUnicode_GetLength(trail)) {
            if (symbols_there(text, lead, trail, start, stop)) outcome = NOT_PLAIN;
            continue;
        }
        if (breaks == -2) breaks = parted(text, start, stop);
        if (breaks < 0 || (breaks && PyTuple_GetItem(one, HELD_PARTED) == Py_True)) outcome = NOT_PLAIN;
        else if (!breaks) outcome = add_candidate(settled, walk, stand->node, one, 0);
    }
done:
    Py_XDECREF(held);
    return outcome;
}

/* Whether white space or nothing stands around a stretch of text, so that no term with symbols does. */
static int nothing_around(const Text *text, Py_ssize_t start, Py_ssize_t stop) {
    return (!start || class_at(text, start - 1) & SPACE) && (stop >= text->length || class_at(text, stop) & SPACE);
}

/* Note the place of some stands that lie behind each other. Where a term stands as it is written, none is kept that is
 * inflected, so those are not asked for. Returns PLAIN, NOT_PLAIN or FAILED. */
static int add_place(Settled *settled, const Text *text, const Walk *walk, const Stand *stands, size_t count, Terms *terms) {
    Place place = {stands->first, stands->end, text->tokens[stands->first].start, text->tokens[stands->end - 1].end, 1,
                   settled->candidate_count, 0, 0};
    int outcome, around = nothing_around(text, place.start, place.stop);
    for (int pass = 0; pass < 2; pass++) {
        Py_ssize_t missed = PySet_Size(terms->missing);
        for (size_t i = 0; i < count; i++)
            if (walk->nodes[stands[i].node].inflected == pass &&
                (outcome = add_candidates(settled, text, walk, stands + i, terms)))
                return outcome;
        if (around && (settled->candidate_count > place.from || PySet_Size(terms->missing) > missed)) break;
    }
    place.count = settled->candidate_count - place.from;
    if (!place.count) return PLAIN;
    for (size_t i = 0; i < place.count; i++) place.inflected &= settled->candidates[place.from + i].inflected;
    if (grow(&settled->places, &settled->room, settled->count + 1, sizeof(Place))) return FAILED;
    settled->places[settled->count++] = place;
    return PLAIN;
}

/* Note the places of stands from one on; the stands of one place lie behind each other. */
static int add_places(Settled *settled, const Text *text, const Walk *walk, size_t from, Terms *terms) {
    for (size_t i = from, next; i < walk->count; i = next) {
        const Stand *stand = walk->stands + i;
        int outcome;
        for (next = i + 1; next < walk->count && walk->stands[next].first == stand->first; next++)
            if (walk->stands[next].end != stand->end) break;
        if ((outcome = add_place(settled, text, walk, stand, next - i, terms))) return outcome;
    }
    return PLAIN;
}

/* The better of two places first, as recogniser._standing ranks them. */
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

/* Note the places of the single words between the kept places; of all words, where something is missing. */
static int add_words(Settled *settled, Walk *walk, const Text *text, Terms *terms) {
    size_t from = walk->count, next = 0, places = settled->count;
    int all = PySet_Size(terms->missing) > 0;
    for (size_t n = 0; n < text->count; n++) {
        const Token *token = text->tokens + n;
        if (!all && next < places && settled->places[next].first == (Py_ssize_t)n) {
            n = (size_t)settled->places[next++].end - 1;
            continue;
        }
        for (uint32_t group = 0; group < token->groups; group++) {
            Leads alone = leads_of(token, group, ALONE);
            for (uint32_t i = 0; i < alone.count; i++)
                if (add_word(walk, (Py_ssize_t)n, alone.leads[i], terms->trie)) return FAILED;
        }
    }
    return add_places(settled, text, walk, from, terms);
}

#endif
