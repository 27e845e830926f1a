#include <chancery/digest.h>
#include <criterion/criterion.h>
#include <string.h>

static struct fingerprinter *fingerprinter;

static void begin(void)
{
    fingerprinter = fingerprinter_new();
    cr_assert_not_null(fingerprinter);
}

static void end(void)
{
    fingerprinter_free(fingerprinter);
}

TestSuite(fingerprint, .init = begin, .fini = end);

/* Replicas of any version give a content one tag, so it may not change. */
Test(fingerprint, is_the_same_everywhere)
{
    char first[FINGERPRINT_HEX_SIZE], second[FINGERPRINT_HEX_SIZE];
    fingerprint_hex(fingerprinter, TEXT("{\"id\":\"treaty-of-shimoda-1855\"}"), first);
    fingerprint_hex(fingerprinter, TEXT("{\"id\":\"treaty-of-shimoda-1855\"}"), second);
    cr_expect_str_eq(first, second);
    cr_expect_str_eq(first, "06d7be742c4bb1e82600ff34c1f6f4e9");
}

Test(fingerprint, tells_apart_what_differs_in_one_bit)
{
    char bytes[4096], whole[FINGERPRINT_HEX_SIZE], other[FINGERPRINT_HEX_SIZE];
    memset(bytes, 'a', sizeof bytes);
    fingerprint_hex(fingerprinter, (struct text){bytes, sizeof bytes}, whole);
    for (size_t i = 0; i < sizeof bytes; i += 7) {
        bytes[i] ^= 1;
        fingerprint_hex(fingerprinter, (struct text){bytes, sizeof bytes}, other);
        cr_expect_str_neq(whole, other, "byte %zu has no say", i);
        bytes[i] ^= 1;
    }
}

Test(fingerprint, tells_apart_what_differs_in_length)
{
    char zeros[64] = {0}, seen[64][FINGERPRINT_HEX_SIZE];
    for (size_t length = 0; length < sizeof zeros; length++) {
        fingerprint_hex(fingerprinter, (struct text){zeros, length}, seen[length]);
        for (size_t i = 0; i < length; i++)
            cr_expect_str_neq(seen[i], seen[length], "%zu and %zu zeros are alike", i, length);
    }
}
