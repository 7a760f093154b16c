/* The compiled engine of the fuzzy index, free of Python: bounds, signature scan, longest common subsequence.
 *
 * Reads a part as fuzzy_layout.py describes it and answers exactly as fuzzy_numpy.py does; docs/matching-theory.md has
 * the proofs. Nothing in a part is trusted: an offset or count that does not fit ends the search with FUZZY_DAMAGED.
 */
#ifndef TERMBASE_FUZZY_CORE_H
#define TERMBASE_FUZZY_CORE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FUZZY_DAMAGED -1
#define FUZZY_NO_MEMORY -2
#define TILE 1024
#define MAX_BANDS 16

#if defined(__GNUC__) || defined(__clang__)
#define PREFETCH(address) __builtin_prefetch(address) /* harmless past the end */
#else
#define PREFETCH(address) ((void)0)
#endif

enum { BOTH, RATIO, SORTED };

typedef struct { /* fuzzy_layout.Header */
    uint64_t size, terms, rows, id_size, bands, runs, links, text_size, max_id;
    uint64_t alphabet_at, bands_at, runs_at, sigs_at, ids_at, links_at, text_at;
} Header;

typedef struct { uint32_t points[256]; uint8_t columns[256]; uint64_t own; } Alphabet;

typedef struct { uint64_t longest; uint8_t column[64], least[64]; } Band;

typedef struct { uint64_t text; uint32_t first, count, length; uint8_t kind, width, pops, band; } Run;

typedef struct {
    const Header *head;
    const Alphabet *alphabet;
    const uint32_t *links;
    const Band *bands;
    const Run *runs;
    const uint64_t *sigs;
    const uint8_t *ids, *text;
} Part;

static int section_fits(const Header *head, uint64_t at, uint64_t count, uint64_t item) {
    return at % 8 == 0 && at <= head->size && (item == 0 || count <= (head->size - at) / item);
}

/* Point `part` into the buffer. Returns 0, or FUZZY_DAMAGED where a section does not lie inside it. */
static int part_open(Part *part, const void *buffer, size_t size) {
    const Header *head = buffer;
    const uint8_t *base = buffer;
    if (size < sizeof(Header) || (uintptr_t)base % 8 || head->size != size || head->bands > MAX_BANDS) return FUZZY_DAMAGED;
    if (head->id_size != 4 && head->id_size != 8) return FUZZY_DAMAGED;
    if (!section_fits(head, head->alphabet_at, 1, sizeof(Alphabet)) || !section_fits(head, head->bands_at, head->bands, sizeof(Band)) ||
        !section_fits(head, head->runs_at, head->runs, sizeof(Run)) || !section_fits(head, head->sigs_at, head->rows, 8) ||
        !section_fits(head, head->ids_at, head->rows, head->id_size) ||
        !section_fits(head, head->links_at, head->links, 8) || !section_fits(head, head->text_at, head->text_size, 1))
        return FUZZY_DAMAGED;
    part->head = head;
    part->alphabet = (const Alphabet *)(base + head->alphabet_at);
    part->bands = (const Band *)(base + head->bands_at);
    part->runs = (const Run *)(base + head->runs_at);
    part->sigs = (const uint64_t *)(base + head->sigs_at);
    part->ids = base + head->ids_at;
    part->links = (const uint32_t *)(base + head->links_at);
    part->text = base + head->text_at;
    if (part->alphabet->own >= 64) return FUZZY_DAMAGED;
    return 0;
}

static int run_fits(const Part *part, const Run *run) {
    const Header *head = part->head;
    uint64_t bytes = (uint64_t)run->length * run->width;
    return (run->width == 1 || (run->width == 4 && run->text % 4 == 0)) && run->band < head->bands && run->pops <= 64 &&
           (uint64_t)run->first + run->count <= head->rows && run->text <= head->text_size &&
           (bytes == 0 || run->count <= (head->text_size - run->text) / bytes);
}

/* ---- score and bounds ---- */

/* The score of an indel distance, as rapidfuzz rounds it; `total` is the sum of both lengths. */
static double score_of(int64_t distance, int64_t total) {
    return (1.0 - (total ? (double)distance / (double)total : 0.0)) * 100.0;
}

static int reaches(int64_t distance, int64_t total, double cutoff) {
    double similarity = 1.0 - (total ? (double)distance / (double)total : 0.0);
    return similarity >= cutoff / 100.0 && similarity * 100.0 >= cutoff;
}

/* Largest indel distance whose score reaches the cutoff (0 <= cutoff <= 100): bound d of the theory. */
static int64_t largest_distance(int64_t total, double cutoff) {
    int64_t distance = (int64_t)((1.0 - cutoff / 100.0) * (double)total) + 2;
    if (distance > total) distance = total;
    while (distance > 0 && !reaches(distance, total, cutoff)) distance--;
    return distance;
}

/* ---- signature scan ---- */

static inline int popcount64(uint64_t x) {
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_popcountll(x);
#else
    x = x - ((x >> 1) & 0x5555555555555555u);
    x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (int)((x * 0x0101010101010101u) >> 56);
#endif
}

/* Positions among `count` <= TILE signatures that share at least `least` bits with `sig`, into `found`; how many. */
typedef int (*Scan)(const uint64_t *sigs, int count, uint64_t sig, int least, uint16_t *found);

#define AHEAD 256 /* signatures to ask memory for in advance; measured: 0.21 ms a query for 0.48 when nothing is cached */

#define SCAN_BODY /* without a branch on the outcome */     \
    int n = 0;                                              \
    for (int i = 0; i < count; i++) {                       \
        if (i % 8 == 0) PREFETCH(sigs + i + AHEAD);         \
        found[n] = (uint16_t)i;                             \
        n += popcount64(sigs[i] & sig) >= least;            \
    }                                                       \
    return n;

static int scan_plain(const uint64_t *sigs, int count, uint64_t sig, int least, uint16_t *found) { SCAN_BODY }

#if (defined(__GNUC__) || defined(__clang__)) && defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("popcnt"))) static int scan_popcnt(const uint64_t *sigs, int count, uint64_t sig, int least,
                                                         uint16_t *found) { SCAN_BODY }

__attribute__((target("avx512f,avx512vpopcntdq,bmi"))) static int scan_avx512(const uint64_t *sigs, int count,
                                                                             uint64_t sig, int least, uint16_t *found) {
    const __m512i wanted = _mm512_set1_epi64((long long)sig), bound = _mm512_set1_epi64(least);
    int n = 0;
    for (int i = 0; i < count; i += 8) {
        PREFETCH(sigs + i + AHEAD);
        __mmask8 live = count - i < 8 ? (__mmask8)((1u << (count - i)) - 1) : (__mmask8)0xff;
        __m512i shared = _mm512_and_si512(_mm512_maskz_loadu_epi64(live, sigs + i), wanted);
        unsigned hits = _mm512_mask_cmpge_epi64_mask(live, _mm512_popcnt_epi64(shared), bound);
        for (; hits; hits &= hits - 1) found[n++] = (uint16_t)(i + __builtin_ctz(hits));
    }
    return n;
}

__attribute__((target("avx2,popcnt"))) static int scan_avx2(const uint64_t *sigs, int count, uint64_t sig, int least,
                                                            uint16_t *found) {
    const __m256i wanted = _mm256_set1_epi64x((long long)sig), below = _mm256_set1_epi64x(least - 1);
    const __m256i nibble = _mm256_set1_epi8(15); /* bits of each half byte by table, then summed (Mula 2008) */
    const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2,
                                           2, 3, 2, 3, 3, 4);
    int n = 0, i = 0;
    for (; i + 4 <= count; i += 4) {
        if (i % 8 == 0) PREFETCH(sigs + i + AHEAD);
        __m256i shared = _mm256_and_si256(_mm256_loadu_si256((const __m256i *)(sigs + i)), wanted);
        __m256i low = _mm256_shuffle_epi8(table, _mm256_and_si256(shared, nibble));
        __m256i high = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(shared, 4), nibble));
        __m256i sums = _mm256_sad_epu8(_mm256_add_epi8(low, high), _mm256_setzero_si256());
        unsigned hits = (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpgt_epi64(sums, below)));
        for (; hits; hits &= hits - 1) found[n++] = (uint16_t)(i + __builtin_ctz(hits));
    }
    for (; i < count; i++) {
        found[n] = (uint16_t)i;
        n += popcount64(sigs[i] & sig) >= least;
    }
    return n;
}

static Scan choose_scan(void) {
    const char *asked = getenv("TERMBASE_FUZZY_SCAN"); /* for tests: the best of these, at most */
    int most = asked ? atoi(asked) : 3;
    __builtin_cpu_init();
    if (most >= 3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vpopcntdq")) return scan_avx512;
    if (most >= 2 && __builtin_cpu_supports("avx2")) return scan_avx2;
    return most >= 1 && __builtin_cpu_supports("popcnt") ? scan_popcnt : scan_plain;
}
#else
static Scan choose_scan(void) { return scan_plain; }
#endif
#endif
