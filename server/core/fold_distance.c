/*
 * How far two spellings are apart, for "did you mean". It compares bytes, not characters: one wrong
 * kanji counts up to three, which is near enough for ids and parameter names, the use it is made
 * for.
 */
#include <chancery/fold.h>

#include <stdint.h>

enum { LONGEST = 64 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The cheapest of an edit at the ends of a[..i] and b[..j], from the cells before. */
static uint8_t cheapest(uint8_t cells[][LONGEST + 1], size_t i, size_t j, bool same)
{
    size_t one = least(cells[i - 1][j], cells[i][j - 1]) + 1u;

    return (uint8_t)least(one, cells[i - 1][j - 1] + (same ? 0u : 1u));
}

/*
 * R. Lowrance and R. A. Wagner, "An Extension of the String-to-String Correction Problem", J. ACM
 * 22 (1975): two swapped bytes count one, also where others were put between them.
 */
static size_t measure(struct text a, struct text b)
{
    uint8_t cells[LONGEST + 1][LONGEST + 1];
    uint8_t row_of[256] = {0}; /* where a byte of `b` last stood in `a`, from 1 */

    for (size_t i = 0; i <= a.length; i++)
        cells[i][0] = (uint8_t)i;
    for (size_t j = 0; j <= b.length; j++)
        cells[0][j] = (uint8_t)j;
    for (size_t i = 1; i <= a.length; i++) {
        size_t column = 0; /* where a[i - 1] last stood in `b`, from 1 */
        for (size_t j = 1; j <= b.length; j++) {
            size_t row = row_of[(unsigned char)b.at[j - 1]];
            bool same = a.at[i - 1] == b.at[j - 1];
            cells[i][j] = cheapest(cells, i, j, same);
            if (row > 0 && column > 0) {
                size_t swap = cells[row - 1][column - 1] + (i - row) + (j - column) - 1;
                cells[i][j] = (uint8_t)least(cells[i][j], swap);
            }
            if (same) column = j;
        }
        row_of[(unsigned char)a.at[i - 1]] = (uint8_t)i;
    }
    return cells[a.length][b.length];
}

size_t fold_distance(struct text a, struct text b, size_t limit)
{
    a.length = least(a.length, LONGEST);
    b.length = least(b.length, LONGEST);
    size_t apart = a.length > b.length ? a.length - b.length : b.length - a.length;

    if (apart <= limit) apart = measure(a, b);
    return apart <= limit ? apart : limit + 1;
}

void fold_nearest(struct text wanted, struct text candidate, struct text *best, size_t *distance)
{
    size_t found = fold_distance(wanted, candidate, *distance);

    if (found > *distance || (best->at != NULL && found == *distance)) return;
    *best = candidate;
    *distance = found;
}
