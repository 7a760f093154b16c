/* The compiled engine of the fuzzy index, free of Python: bounds, signature scan, longest common subsequence.
 *
 * Reads a part as layout.py describes it and answers exactly as numpy_engine.py does; docs/matching-theory.md has
 * the proofs. Nothing in a part is trusted: an offset or count that does not fit ends the search with FUZZY_DAMAGED.
 */
#ifndef TERMBASE_FUZZY_CORE_H
#define TERMBASE_FUZZY_CORE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FUZZY_DAMAGED -1
#define FUZZY_NO_MEMORY -2
#define LINE 64   /* bytes that memory hands over at a time */
#define ROOM 16   /* what a sieve may write beyond its answer */
#define BLOCK 32  /* rows whose signatures are summed up; layout.BLOCK */
#define TILE 2048 /* rows scanned for one query after the other; their leading halves stay in the nearest cache */
#define MAX_BANDS 16

#if defined(__GNUC__) || defined(__clang__)
#define PREFETCH(address) __builtin_prefetch(address) /* harmless past the end */
#define ALWAYS_INLINE inline __attribute__((always_inline)) /* so that it may use what the processor of its caller can */
#else
#define PREFETCH(address) ((void)0)
#define ALWAYS_INLINE inline
#endif

enum { BOTH, RATIO, SORTED };

typedef struct { /* layout.Header */
    uint64_t size, terms, rows, id_size, bands, runs, blocks, links, text_size, max_id;
    uint64_t alphabet_at, bands_at, runs_at, blocks_at, sigs_at, ids_at, links_at, text_at;
} Header;

typedef struct { uint32_t points[256]; uint8_t columns[256]; uint64_t own; } Alphabet;

typedef struct { uint64_t longest; uint8_t column[64], least[64]; } Band;

typedef struct { uint64_t text; uint32_t first, count, length, block; uint8_t kind, width, band, unused[5]; } Run;

typedef struct {
    const Header *head;
    const Alphabet *alphabet;
    const uint32_t *links;
    const Band *bands;
    const Run *runs;
    const uint32_t *unions, *intersections, *leading, *trailing;
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
        !section_fits(head, head->runs_at, head->runs, sizeof(Run)) || !section_fits(head, head->blocks_at, head->blocks, 8) ||
        !section_fits(head, head->sigs_at, head->blocks, 8 * BLOCK) ||
        !section_fits(head, head->ids_at, head->rows, head->id_size) ||
        !section_fits(head, head->links_at, head->links, 8) || !section_fits(head, head->text_at, head->text_size, 1))
        return FUZZY_DAMAGED;
    part->head = head;
    part->alphabet = (const Alphabet *)(base + head->alphabet_at);
    part->bands = (const Band *)(base + head->bands_at);
    part->runs = (const Run *)(base + head->runs_at);
    part->unions = (const uint32_t *)(base + head->blocks_at);
    part->intersections = part->unions + head->blocks;
    part->leading = (const uint32_t *)(base + head->sigs_at);
    part->trailing = part->leading + head->blocks * BLOCK;
    part->ids = base + head->ids_at;
    part->links = (const uint32_t *)(base + head->links_at);
    part->text = base + head->text_at;
    if (part->alphabet->own >= 64) return FUZZY_DAMAGED;
    return 0;
}

static int run_fits(const Part *part, const Run *run) {
    const Header *head = part->head;
    uint64_t bytes = (uint64_t)run->length * run->width;
    return (run->width == 1 || (run->width == 4 && run->text % 4 == 0)) && run->band < head->bands &&
           (uint64_t)run->first + run->count <= head->rows &&
           run->block + ((uint64_t)run->count + BLOCK - 1) / BLOCK <= head->blocks && run->text <= head->text_size &&
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

static ALWAYS_INLINE int popcount64(uint64_t x) {
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_popcountll(x);
#else
    x = x - ((x >> 1) & 0x5555555555555555u);
    x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (int)((x * 0x0101010101010101u) >> 56);
#endif
}

/* What a query allows in the rows of a run: its signature there, most characters to delete and to insert. The tighter of
 * the two, of leading halves: at most `most` bits of (half ^ flip) & mask, which are those that the row lacks of the
 * signature where few characters may be deleted, or those that it has beyond where few may be inserted. */
typedef struct { uint64_t sig; int deleted, inserted; uint32_t flip, mask; int most; } Bound;

static void bound_tighter(Bound *bound) {
    uint32_t leading = (uint32_t)(bound->sig >> 32);
    int lacking = bound->deleted <= bound->inserted;
    bound->flip = lacking ? 0xffffffff : 0;
    bound->mask = lacking ? leading : ~leading;
    bound->most = lacking ? bound->deleted : bound->inserted;
}

/* Up to TILE rows of a run, and the unions and intersections of their blocks. */
typedef struct { const uint32_t *unions, *intersections, *leading, *trailing; int rows; } Tile;

/* Of `count` halves those within the tighter bound: `base` and their position into `found`, which has room for `count`
 * and ROOM more; how many. */
typedef int (*Sieve)(const uint32_t *halves, int count, int base, const Bound *bound, uint32_t *found);

#define SIEVE_FROM(i) /* without a branch on the outcome */                                \
    for (; i < count; i++) {                                                               \
        found[n] = (uint32_t)(base + i);                                                   \
        n += popcount64((halves[i] ^ bound->flip) & bound->mask) <= bound->most;           \
    }

static inline int sieve_plain(const uint32_t *halves, int count, int base, const Bound *bound, uint32_t *found) {
    int n = 0, i = 0;
    SIEVE_FROM(i)
    return n;
}

/* The rows of a tile that are within the bound, into `found`, which has room for TILE + ROOM; how many. Three sieves:
 * blocks, leading halves, whole signatures. Each asks for all the memory that the next one reads before that begins. */
static ALWAYS_INLINE int scan_tile(const Tile *tile, const Bound *bound, uint32_t *found, Sieve sieve) {
    uint32_t live[TILE / BLOCK + ROOM];
    const uint32_t *sums = bound->flip ? tile->unions : tile->intersections;
    int blocks = sieve(sums, (tile->rows + BLOCK - 1) / BLOCK, 0, bound, live), halves = 0, n = 0;
    for (int i = 0; i < blocks; i++)
        for (int at = 0; at < BLOCK; at += LINE / 4) PREFETCH(tile->leading + live[i] * BLOCK + at);
    for (int i = 0; i < blocks; i++)
        halves += sieve(tile->leading + live[i] * BLOCK, BLOCK, (int)live[i] * BLOCK, bound, found + halves);
    while (halves && found[halves - 1] >= (uint32_t)tile->rows) halves--; /* what fills the last block */
    for (int i = 0; i < halves; i++) PREFETCH(tile->trailing + found[i]);
    for (int i = 0; i < halves; i++) {
        uint64_t row = (uint64_t)tile->leading[found[i]] << 32 | tile->trailing[found[i]];
        found[n] = found[i];
        n += (popcount64(bound->sig & ~row) <= bound->deleted) & (popcount64(row & ~bound->sig) <= bound->inserted);
    }
    return n;
}

typedef int (*Scan)(const Tile *tile, const Bound *bound, uint32_t *found);

static int scan_plain(const Tile *tile, const Bound *bound, uint32_t *found) {
    return scan_tile(tile, bound, found, sieve_plain);
}

#if (defined(__GNUC__) || defined(__clang__)) && defined(__x86_64__)
#include <immintrin.h>

#define POPCNT __attribute__((target("popcnt")))
#define AVX2 __attribute__((target("avx2,popcnt")))
#define AVX512 __attribute__((target("avx512f,avx512vpopcntdq,bmi,popcnt")))

POPCNT static inline int sieve_popcnt(const uint32_t *halves, int count, int base, const Bound *bound, uint32_t *found) {
    int n = 0, i = 0;
    SIEVE_FROM(i)
    return n;
}

POPCNT static int scan_popcnt(const Tile *tile, const Bound *bound, uint32_t *found) {
    return scan_tile(tile, bound, found, sieve_popcnt);
}

AVX512 static inline int sieve_avx512(const uint32_t *halves, int count, int base, const Bound *bound, uint32_t *found) {
    const __m512i flip = _mm512_set1_epi32((int)bound->flip), mask = _mm512_set1_epi32((int)bound->mask);
    const __m512i most = _mm512_set1_epi32(bound->most);
    const __m512i numbers = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    int n = 0;
    for (int i = 0; i < count; i += 16) {
        __mmask16 live = count - i < 16 ? (__mmask16)((1u << (count - i)) - 1) : (__mmask16)0xffff;
        __m512i apart = _mm512_and_si512(_mm512_xor_si512(_mm512_maskz_loadu_epi32(live, halves + i), flip), mask);
        live = _mm512_mask_cmple_epi32_mask(live, _mm512_popcnt_epi32(apart), most);
        __m512i places = _mm512_add_epi32(numbers, _mm512_set1_epi32(base + i));
        _mm512_storeu_si512(found + n, _mm512_maskz_compress_epi32(live, places));
        n += __builtin_popcount(live);
    }
    return n;
}

AVX512 static int scan_avx512(const Tile *tile, const Bound *bound, uint32_t *found) {
    return scan_tile(tile, bound, found, sieve_avx512);
}

/* Of eight halves those within the tighter bound, as bits. */
AVX2 static inline uint32_t within_avx2(const uint32_t *halves, __m256i flip, __m256i mask, __m256i most) {
    const __m256i nibble = _mm256_set1_epi8(15); /* bits of each half byte by table, then summed (Mula 2008) */
    const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2,
                                           2, 3, 2, 3, 3, 4);
    __m256i apart = _mm256_and_si256(_mm256_xor_si256(_mm256_loadu_si256((const __m256i *)halves), flip), mask);
    __m256i low = _mm256_shuffle_epi8(table, _mm256_and_si256(apart, nibble));
    __m256i high = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(apart, 4), nibble));
    __m256i pairs = _mm256_maddubs_epi16(_mm256_add_epi8(low, high), _mm256_set1_epi8(1));
    __m256i beyond = _mm256_cmpgt_epi32(_mm256_madd_epi16(pairs, _mm256_set1_epi16(1)), most);
    return ~(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(beyond)) & 0xff;
}

AVX2 static inline int sieve_avx2(const uint32_t *halves, int count, int base, const Bound *bound, uint32_t *found) {
    const __m256i flip = _mm256_set1_epi32((int)bound->flip), mask = _mm256_set1_epi32((int)bound->mask);
    const __m256i most = _mm256_set1_epi32(bound->most);
    int n = 0, i = 0;
    for (; i + 32 <= count; i += 32) {
        uint64_t hits = 0;
        for (int j = 0; j < 32; j += 8) hits |= (uint64_t)within_avx2(halves + i + j, flip, mask, most) << j;
        int hit_count = popcount64(hits), k = 0;
        do { /* four at once: mostly there are no more, and a loop that ends early costs more than it spares */
            for (int end = k + 4; k < end; k++) {
                hits |= (uint64_t)1 << 32;
                found[n + k] = (uint32_t)(base + i + __builtin_ctzll(hits));
                hits &= hits - 1;
            }
        } while (k < hit_count);
        n += hit_count;
    }
    SIEVE_FROM(i)
    return n;
}

AVX2 static int scan_avx2(const Tile *tile, const Bound *bound, uint32_t *found) {
    return scan_tile(tile, bound, found, sieve_avx2);
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
