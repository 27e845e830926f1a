/*
 * Code points: UTF-8 in and out, and the four classes that the folding tells apart. The classes are
 * drawn by block, as coarsely as search needs; it is no copy of the Unicode character database.
 */
#include "codepoint.h"

struct range {
    char32_t first;
    char32_t last;
    enum codepoint_class class;
};

/* In order, without overlap. ASCII is answered without it. */
static const struct range ranges[] = {
    {0x007F, 0x00A9, CODEPOINT_SEPARATOR},   {0x00AB, 0x00AC, CODEPOINT_SEPARATOR},
    {0x00AD, 0x00AD, CODEPOINT_IGNORED},     {0x00AE, 0x00B1, CODEPOINT_SEPARATOR},
    {0x00B4, 0x00B4, CODEPOINT_IGNORED},     {0x00B6, 0x00B8, CODEPOINT_SEPARATOR},
    {0x00BB, 0x00BF, CODEPOINT_SEPARATOR},   {0x00D7, 0x00D7, CODEPOINT_SEPARATOR},
    {0x00F7, 0x00F7, CODEPOINT_SEPARATOR},   {0x02B9, 0x02C1, CODEPOINT_IGNORED},
    {0x02C2, 0x02FF, CODEPOINT_SEPARATOR},   {0x0300, 0x036F, CODEPOINT_IGNORED},
    {0x0375, 0x0375, CODEPOINT_SEPARATOR},   {0x037E, 0x037E, CODEPOINT_SEPARATOR},
    {0x0384, 0x0385, CODEPOINT_SEPARATOR},   {0x0387, 0x0387, CODEPOINT_SEPARATOR},
    {0x03F6, 0x03F6, CODEPOINT_SEPARATOR},   {0x0482, 0x0482, CODEPOINT_SEPARATOR},
    {0x0483, 0x0489, CODEPOINT_IGNORED},     {0x055A, 0x055F, CODEPOINT_SEPARATOR},
    {0x0589, 0x058F, CODEPOINT_SEPARATOR},   {0x0591, 0x05BD, CODEPOINT_IGNORED},
    {0x05BE, 0x05BE, CODEPOINT_SEPARATOR},   {0x05BF, 0x05C7, CODEPOINT_IGNORED},
    {0x05F3, 0x05F4, CODEPOINT_IGNORED},     {0x0600, 0x060F, CODEPOINT_SEPARATOR},
    {0x061B, 0x061F, CODEPOINT_SEPARATOR},   {0x064B, 0x065F, CODEPOINT_IGNORED},
    {0x066A, 0x066D, CODEPOINT_SEPARATOR},   {0x06D4, 0x06D4, CODEPOINT_SEPARATOR},
    {0x0964, 0x0965, CODEPOINT_SEPARATOR},   {0x0E3F, 0x0E3F, CODEPOINT_SEPARATOR},
    {0x0F01, 0x0F14, CODEPOINT_SEPARATOR},   {0x10FB, 0x10FB, CODEPOINT_SEPARATOR},
    {0x1680, 0x1680, CODEPOINT_SEPARATOR},   {0x1800, 0x180A, CODEPOINT_SEPARATOR},
    {0x180B, 0x180F, CODEPOINT_IGNORED},     {0x1AB0, 0x1AFF, CODEPOINT_IGNORED},
    {0x1DC0, 0x1DFF, CODEPOINT_IGNORED},     {0x2000, 0x200A, CODEPOINT_SEPARATOR},
    {0x200B, 0x200F, CODEPOINT_IGNORED},     {0x2010, 0x2017, CODEPOINT_SEPARATOR},
    {0x2018, 0x2019, CODEPOINT_IGNORED},     {0x201A, 0x201A, CODEPOINT_SEPARATOR},
    {0x201B, 0x201B, CODEPOINT_IGNORED},     {0x201C, 0x2029, CODEPOINT_SEPARATOR},
    {0x202A, 0x202E, CODEPOINT_IGNORED},     {0x202F, 0x2031, CODEPOINT_SEPARATOR},
    {0x2032, 0x2033, CODEPOINT_IGNORED},     {0x2034, 0x2034, CODEPOINT_SEPARATOR},
    {0x2035, 0x2035, CODEPOINT_IGNORED},     {0x2036, 0x205F, CODEPOINT_SEPARATOR},
    {0x2060, 0x206F, CODEPOINT_IGNORED},     {0x2070, 0x20CF, CODEPOINT_SEPARATOR},
    {0x20D0, 0x20FF, CODEPOINT_IGNORED},     {0x2100, 0x214F, CODEPOINT_SEPARATOR},
    {0x218A, 0x2BFF, CODEPOINT_SEPARATOR},   {0x2E00, 0x3004, CODEPOINT_SEPARATOR},
    {0x3005, 0x3007, CODEPOINT_CJK},         {0x3008, 0x3020, CODEPOINT_SEPARATOR},
    {0x3021, 0x3029, CODEPOINT_CJK},         {0x302A, 0x302F, CODEPOINT_IGNORED},
    {0x3030, 0x3030, CODEPOINT_SEPARATOR},   {0x3031, 0x3035, CODEPOINT_CJK},
    {0x3036, 0x3037, CODEPOINT_SEPARATOR},   {0x3038, 0x303C, CODEPOINT_CJK},
    {0x303D, 0x3040, CODEPOINT_SEPARATOR},   {0x3041, 0x3098, CODEPOINT_CJK},
    {0x3099, 0x309C, CODEPOINT_IGNORED},     {0x309D, 0x309F, CODEPOINT_CJK},
    {0x30A0, 0x30A0, CODEPOINT_SEPARATOR},   {0x30A1, 0x30FA, CODEPOINT_CJK},
    {0x30FB, 0x30FB, CODEPOINT_SEPARATOR},   {0x30FC, 0x30FF, CODEPOINT_CJK},
    {0x3105, 0x312F, CODEPOINT_CJK},         {0x3190, 0x319F, CODEPOINT_SEPARATOR},
    {0x31A0, 0x31BF, CODEPOINT_CJK},         {0x31C0, 0x31EF, CODEPOINT_SEPARATOR},
    {0x31F0, 0x31FF, CODEPOINT_CJK},         {0x3200, 0x33FF, CODEPOINT_SEPARATOR},
    {0x3400, 0x4DBF, CODEPOINT_CJK},         {0x4DC0, 0x4DFF, CODEPOINT_SEPARATOR},
    {0x4E00, 0x9FFF, CODEPOINT_CJK},         {0xF900, 0xFAFF, CODEPOINT_CJK},
    {0xFD3E, 0xFD3F, CODEPOINT_SEPARATOR},   {0xFE00, 0xFE0F, CODEPOINT_IGNORED},
    {0xFE10, 0xFE1F, CODEPOINT_SEPARATOR},   {0xFE20, 0xFE2F, CODEPOINT_IGNORED},
    {0xFE30, 0xFE6F, CODEPOINT_SEPARATOR},   {0xFEFF, 0xFEFF, CODEPOINT_IGNORED},
    {0xFF5F, 0xFF65, CODEPOINT_SEPARATOR},   {0xFFE0, 0xFFFF, CODEPOINT_SEPARATOR},
    {0x1D000, 0x1D3FF, CODEPOINT_SEPARATOR}, {0x1F000, 0x1FAFF, CODEPOINT_SEPARATOR},
    {0x20000, 0x3FFFF, CODEPOINT_CJK},       {0xE0000, 0xE0FFF, CODEPOINT_IGNORED},
};

/* How many bytes a sequence has by its first byte, 0 where none begins with it. */
static size_t sequence_length(unsigned char lead)
{
    if (lead < 0x80) return 1;
    if (lead < 0xC2) return 0;
    if (lead < 0xE0) return 2;
    if (lead < 0xF0) return 3;
    return lead < 0xF5 ? 4 : 0;
}

/* Tell whether a sequence of `length` bytes was the shortest, and of a character that exists. */
static bool well_formed(char32_t codepoint, size_t length)
{
    static const char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

    return codepoint >= least[length] && codepoint <= 0x10FFFF &&
           (codepoint < 0xD800 || codepoint > 0xDFFF);
}

char32_t codepoint_read(struct text *rest)
{
    const unsigned char *at = (const unsigned char *)rest->at;
    size_t length = sequence_length(at[0]);
    bool whole = length > 0 && length <= rest->length;
    char32_t codepoint = at[0];

    if (whole && length > 1) {
        codepoint &= 0x7Fu >> length;
        for (size_t i = 1; i < length; i++) {
            whole = whole && (at[i] & 0xC0) == 0x80;
            codepoint = codepoint << 6 | (at[i] & 0x3Fu);
        }
        whole = whole && well_formed(codepoint, length);
    }
    *rest = text_after(*rest, whole ? length : 1);
    return whole ? codepoint : CODEPOINT_INVALID;
}

void codepoint_append(struct buffer *out, char32_t codepoint)
{
    unsigned char bytes[4];
    size_t length = codepoint < 0x80 ? 1 : codepoint < 0x800 ? 2 : codepoint < 0x10000 ? 3 : 4;

    for (size_t i = length - 1; i > 0; i--) {
        bytes[i] = (unsigned char)(0x80 | (codepoint & 0x3F));
        codepoint >>= 6;
    }
    bytes[0] = (unsigned char)(length == 1 ? codepoint : (0xF00u >> length & 0xF0) | codepoint);
    buffer_append(out, bytes, length);
}

static enum codepoint_class class_of_ascii(char32_t c)
{
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return CODEPOINT_LETTER;
    return c == '\'' || c == '`' ? CODEPOINT_IGNORED : CODEPOINT_SEPARATOR;
}

enum codepoint_class codepoint_class_of(char32_t codepoint)
{
    size_t low = 0;
    size_t high = sizeof(ranges) / sizeof(ranges[0]);

    if (codepoint < 0x7F) return class_of_ascii(codepoint);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (codepoint > ranges[middle].last)
            low = middle + 1;
        else if (codepoint < ranges[middle].first)
            high = middle;
        else
            return ranges[middle].class;
    }
    return CODEPOINT_LETTER;
}
