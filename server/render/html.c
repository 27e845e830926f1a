/*
 * Escaping lets no markup through: what a dataset or the contract says is text, whatever it looks
 * like.
 */
#include <chancery/html.h>

#include <string.h>

static const char *entity_of(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    default: return "&#39;";
    }
}

void html_text(struct buffer *out, const char *text)
{
    while (*text != '\0') {
        size_t plain = strcspn(text, "&<>\"'");
        buffer_append(out, text, plain);
        text += plain;
        if (*text != '\0') buffer_string(out, entity_of(*text++));
    }
}
