/* Search one part for a batch of queries: each tile of signatures is read once and tried against every query. */
#ifndef TERMBASE_FUZZY_SEARCH_H
#define TERMBASE_FUZZY_SEARCH_H

#include "_fuzzy_lcs.h"

#define WAITING 64

typedef struct { double score; int64_t id; uint32_t run, row; } Hit;

typedef struct {
    Pattern pattern;
    Bound bound;                        /* for the band and length at hand; characters capped at 64 */
    int band;                           /* that band, -1 for none yet */
    int64_t length, distance;           /* length of the rows at hand, -1 for none yet; largest distance there, -1 for none */
    Hit *hits;
    size_t hit_count, hit_room;
} Query;

typedef struct { Query *query; uint32_t run, row; int64_t distance; } Candidate;

typedef struct {
    const Part *part;
    Query *queries;
    size_t count;
    double cutoff;
    int sorted;
    void *room;                         /* one allocation for the next four; the caller frees it */
    Query **active;                     /* the queries that the run at hand concerns */
    uint32_t *points;                   /* room for one row of code points */
    uint8_t *text;                      /* room for one row with its tokens sorted */
    Token *tokens;
    uint64_t longest;                   /* what those have room for */
    Candidate waiting[WAITING];         /* rows that passed the scan, their text on its way from memory */
    int waits;
} Search;

static void query_free(Query *query) {
    pattern_free(&query->pattern);
    free(query->hits);
}

static const uint8_t *row_text(const Part *part, const Run *run, uint32_t row) {
    return part->text + run->text + (uint64_t)(row - run->first) * run->length * run->width;
}

static int64_t row_id(const Part *part, uint32_t row) {
    if (part->head->id_size == 4) return ((const uint32_t *)part->ids)[row];
    return ((const int64_t *)part->ids)[row];
}

/* The run of the RATIO row that a SORTED row is linked to, and that row; NULL where there is none. */
static const Run *linked_run(const Part *part, uint32_t *row) {
    uint64_t low = 0, high = part->head->links;
    while (low < high) {
        uint64_t middle = (low + high) / 2;
        if (part->links[middle] < *row) low = middle + 1; else high = middle;
    }
    if (low == part->head->links || part->links[low] != *row) return NULL;
    *row = part->links[part->head->links + low];
    for (low = 0, high = part->head->runs; low < high;) {
        uint64_t middle = (low + high) / 2;
        if (part->runs[middle].first + (uint64_t)part->runs[middle].count <= *row) low = middle + 1; else high = middle;
    }
    if (low == part->head->runs || !run_fits(part, &part->runs[low]) || *row < part->runs[low].first) return NULL;
    return &part->runs[low];
}

/* Set what the query allows in rows of another length or band. */
static void query_enter(Query *query, const Part *part, const Run *run, double cutoff) {
    int64_t m = query->pattern.length, n = run->length;
    if (query->length != n) {
        query->length = n;
        query->distance = largest_distance(m + n, cutoff);
        if (query->distance < (m > n ? m - n : n - m)) query->distance = -1;
        int64_t deleted = (query->distance + m - n) / 2, inserted = (query->distance + n - m) / 2;
        query->bound.deleted = deleted > 64 ? 64 : (int)deleted;
        query->bound.inserted = inserted > 64 ? 64 : (int)inserted;
    }
    if (query->distance >= 0 && query->band != run->band) {
        const Band *band = &part->bands[run->band];
        query->band = run->band;
        query->bound.sig = 0;
        for (int bit = 0; bit < 64; bit++)
            if (band->least[bit] && query->pattern.counts[band->column[bit] & 63] >= band->least[bit])
                query->bound.sig |= (uint64_t)1 << bit;
    }
    bound_tighter(&query->bound);
}

/* The queries that rows of the run can answer: bound 1. Returns how many. */
static size_t choose_active(Search *search, const Run *run) {
    size_t active = 0;
    for (size_t i = 0; i < search->count; i++) {
        Query *query = &search->queries[i];
        query_enter(query, search->part, run, search->cutoff);
        if (query->distance >= 0) search->active[active++] = query;
    }
    return active;
}

static int keep(Query *query, double score, int64_t id, uint32_t run, uint32_t row) {
    if (query->hit_count == query->hit_room) {
        size_t room = query->hit_room ? 2 * query->hit_room : 16;
        Hit *hits = realloc(query->hits, room * sizeof(Hit));
        if (!hits) return FUZZY_NO_MEMORY;
        query->hits = hits;
        query->hit_room = room;
    }
    query->hits[query->hit_count++] = (Hit){score, id, run, row};
    return 0;
}

/* Score one row that the bounds let through. */
static int try_row(Search *search, const Candidate *candidate) {
    Query *query = candidate->query;
    uint32_t row = candidate->row;
    const Run *run = &search->part->runs[candidate->run];
    const Alphabet *alphabet = search->part->alphabet;
    const uint8_t *text = row_text(search->part, run, row);
    int64_t total = (int64_t)query->pattern.length + run->length, common;
    if (search->sorted && run->kind == BOTH) {
        uint32_t space = run->width == 1 ? (uint32_t)code_of(alphabet, ' ') : ' ';
        if (space) {
            sort_tokens(text, run->width, run->length, space, search->tokens, search->text);
            text = search->text;
        }
    }
    if (run->width == 4) common = lcs_points(&query->pattern, (const uint32_t *)text, NULL, NULL, run->length);
    else if (query->pattern.length <= 64) common = lcs_codes(&query->pattern, text, run->length);
    else common = lcs_points(&query->pattern, NULL, text, alphabet, run->length);
    int64_t distance = total - 2 * common;
    if (distance > candidate->distance) return 0;
    return keep(query, score_of(distance, total), row_id(search->part, row), candidate->run, row);
}

static int try_waiting(Search *search) {
    for (int i = 0; i < search->waits; i++)
        if (try_row(search, &search->waiting[i])) return FUZZY_NO_MEMORY;
    search->waits = 0;
    return 0;
}

static int search_run(Search *search, Scan scan, uint32_t run_number) {
    const Part *part = search->part;
    const Run *run = &part->runs[run_number];
    size_t active = choose_active(search, run);
    uint32_t found[TILE + ROOM];
    for (uint32_t at = 0; active && at < run->count; at += TILE) {
        size_t block = run->block + at / BLOCK;
        Tile tile = {part->unions + block, part->intersections + block, part->leading + block * BLOCK,
                     part->trailing + block * BLOCK, run->count - at < TILE ? (int)(run->count - at) : TILE};
        for (size_t a = 0; a < active; a++) {
            Query *query = search->active[a];
            int count = scan(&tile, &query->bound, found);
            for (int i = 0; i < count; i++) {
                uint32_t row = run->first + at + found[i];
                PREFETCH(row_text(part, run, row));
                search->waiting[search->waits++] = (Candidate){query, run_number, row, query->distance};
                if (search->waits == WAITING && try_waiting(search)) return FUZZY_NO_MEMORY;
            }
        }
    }
    return 0;
}

static int hit_order(const void *left, const void *right) {
    const Hit *a = left, *b = right;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

/* The lengths a run can have to concern any query; a superset, query_enter() is exact. */
static void length_range(const Search *search, double *low, double *high) {
    double cutoff = search->cutoff / 100.0, shortest = 1e18, longest = 0;
    for (size_t i = 0; i < search->count; i++) {
        double length = search->queries[i].pattern.length;
        if (length < shortest) shortest = length;
        if (length > longest) longest = length;
    }
    *low = shortest * cutoff / (2.0 - cutoff) - 2.0;
    *high = cutoff > 0.0 ? longest * (2.0 - cutoff) / cutoff + 2.0 : 1e18;
}

/* Fill the hits of every query, best first, ties by id. Returns 0, FUZZY_DAMAGED or FUZZY_NO_MEMORY.
 * Time O(queries * rows of fitting length) for the scan, and an LCS for each row that passes it. */
static int search_part(Search *search) {
    const Part *part = search->part;
    double low, high;
    uint64_t begin = 0, end = part->head->runs, longest = end ? part->runs[end - 1].length : 0;
    search->longest = longest;
    length_range(search, &low, &high);
    while (begin < end) {
        uint64_t middle = (begin + end) / 2;
        if (part->runs[middle].length < low) begin = middle + 1; else end = middle;
    }
    size_t per_character = 2 * sizeof(Token) + 2 * sizeof(uint32_t);
    search->room = malloc((longest + 2) * per_character + (search->count + 1) * sizeof(Query *));
    if (!search->room) return FUZZY_NO_MEMORY;
    search->active = search->room;
    search->tokens = (Token *)(search->active + search->count + 1);
    search->points = (uint32_t *)(search->tokens + 2 * (longest + 2));
    search->text = (uint8_t *)(search->points + longest + 2);
    for (size_t i = 0; i < search->count; i++) search->queries[i].length = search->queries[i].band = -1;
    Scan scan = choose_scan();
    for (uint64_t r = begin; r < part->head->runs && part->runs[r].length <= high; r++) {
        const Run *run = &part->runs[r];
        if (run->kind == (search->sorted ? RATIO : SORTED)) continue;
        if (!run_fits(part, run) || run->length > longest) return FUZZY_DAMAGED;
        int failed = search_run(search, scan, (uint32_t)r);
        if (failed) return failed;
    }
    if (try_waiting(search)) return FUZZY_NO_MEMORY;
    for (size_t i = 0; i < search->count; i++)
        if (search->queries[i].hit_count > 1)
            qsort(search->queries[i].hits, search->queries[i].hit_count, sizeof(Hit), hit_order);
    return 0;
}
#endif
