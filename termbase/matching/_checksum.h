/* Fletcher's two sums over 64-bit words, modulo 2^64: the checksum of the files beside a termbase (checked_file.py). */
#ifndef TERMBASE_CHECKSUM_H
#define TERMBASE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static void two_sums(const uint8_t *bytes, size_t words, uint64_t sums[2]) {
    uint64_t first = 0, second = 0, w[4];
    size_t i = 0;
    for (; i + 4 <= words; i += 4) { /* four at once, so that no sum waits for the one before */
        memcpy(w, bytes + 8 * i, 32);
        second += 4 * first + (4 * w[0] + 3 * w[1]) + (2 * w[2] + w[3]);
        first += (w[0] + w[1]) + (w[2] + w[3]);
    }
    for (; i < words; i++) {
        memcpy(w, bytes + 8 * i, 8);
        first += w[0];
        second += first;
    }
    sums[0] = first;
    sums[1] = second;
}

#endif
