/*
 * The guides' Markdown as HTML. One pass over lines, each of one kind; what does not belong to the
 * small subset is text. Nothing goes out unescaped.
 */
#include <chancery/html.h>
#include <chancery/markdown.h>

/* What the lines so far have opened. */
enum block { BLOCK_NONE, BLOCK_PARAGRAPH, BLOCK_LIST, BLOCK_TABLE, BLOCK_CODE };

struct page {
    struct buffer *out;
    const char *base_path;
    enum block block;
};

static void escape(struct page *page, struct text text)
{
    struct buffer plain = {0};
    buffer_text(&plain, text);
    if (plain.failed) page->out->failed = true;
    if (plain.at != NULL) html_text(page->out, plain.at);
    buffer_free(&plain);
}

static void append_address(struct page *page, struct text address)
{
    if (text_starts_with(address, "/")) html_text(page->out, page->base_path);
    escape(page, address);
}

/* The text up to `mark`, which it is cut after; false where the mark does not come. */
static bool take_until(struct text *rest, const char *mark, struct text *out)
{
    for (size_t i = 0; i < rest->length; i++) {
        if (!text_starts_with(text_after(*rest, i), mark)) continue;
        *out = (struct text){rest->at, i};
        *rest = text_after(*rest, i + text_of(mark).length);
        return true;
    }
    return false;
}

static bool append_link(struct page *page, struct text *rest)
{
    struct text tried = text_after(*rest, 1), words, address;
    if (!take_until(&tried, "](", &words) || !take_until(&tried, ")", &address)) return false;
    buffer_string(page->out, "<a href=\"");
    append_address(page, address);
    buffer_string(page->out, "\">");
    escape(page, words);
    buffer_string(page->out, "</a>");
    *rest = tried;
    return true;
}

/* `code` or **strong**, whose marks are the same on both sides. */
static bool append_marked(struct page *page, struct text *rest, const char *mark,
                          const char *element)
{
    struct text tried = text_after(*rest, text_of(mark).length), inner;
    if (!text_starts_with(*rest, mark) || !take_until(&tried, mark, &inner)) return false;
    buffer_format(page->out, "<%s>", element);
    escape(page, inner);
    buffer_format(page->out, "</%s>", element);
    *rest = tried;
    return true;
}

static void append_inline(struct page *page, struct text rest)
{
    while (rest.length > 0) {
        if (rest.at[0] == '[' && append_link(page, &rest)) continue;
        if (append_marked(page, &rest, "`", "code")) continue;
        if (append_marked(page, &rest, "**", "strong")) continue;
        escape(page, (struct text){rest.at, 1});
        rest = text_after(rest, 1);
    }
}

static void close_block(struct page *page)
{
    static const char *const ends[] = {"", "</p>\n", "</li></ul>\n", "</tbody></table>\n",
                                       "</code></pre>\n"};
    buffer_string(page->out, ends[page->block]);
    page->block = BLOCK_NONE;
}

/* A request that can be made as it stands. */
static void append_code_line(struct page *page, struct text line)
{
    struct text path = text_after(line, 4);
    bool is_request = text_starts_with(line, "GET /");
    if (is_request) {
        buffer_string(page->out, "GET <a href=\"");
        append_address(page, path);
        buffer_string(page->out, "\">");
    }
    escape(page, is_request ? path : line);
    buffer_string(page->out, is_request ? "</a>\n" : "\n");
}

static void append_heading(struct page *page, struct text line)
{
    size_t level = 0;
    while (level < line.length && line.at[level] == '#')
        level++;
    close_block(page);
    buffer_format(page->out, "<h%zu>", level);
    append_inline(page, text_trim(text_after(line, level)));
    buffer_format(page->out, "</h%zu>\n", level);
}

/* | a | b |: the first row of a table is its head, the line under it draws it. */
static void append_row(struct page *page, struct text line)
{
    const char *cell = page->block == BLOCK_TABLE ? "td" : "th";
    if (text_starts_with(line, "|-") || text_starts_with(line, "| -")) return;
    if (page->block != BLOCK_TABLE) {
        close_block(page);
        buffer_string(page->out, "<table><thead>");
    }
    struct text rest = text_after(line, 1);
    buffer_string(page->out, "<tr>");
    for (struct text words; take_until(&rest, "|", &words);) {
        buffer_format(page->out, "<%s>", cell);
        append_inline(page, text_trim(words));
        buffer_format(page->out, "</%s>", cell);
    }
    buffer_string(page->out, page->block == BLOCK_TABLE ? "</tr>\n" : "</tr></thead><tbody>\n");
    page->block = BLOCK_TABLE;
}

/* A line of a list or a paragraph, or one more of what stands before it. */
static void append_words(struct page *page, struct text line)
{
    bool is_item = text_starts_with(line, "- ");
    if (is_item && page->block == BLOCK_LIST) {
        buffer_string(page->out, "</li>\n<li>");
    } else if (is_item) {
        close_block(page);
        buffer_string(page->out, "<ul><li>");
        page->block = BLOCK_LIST;
    } else if (page->block == BLOCK_NONE || page->block == BLOCK_TABLE) {
        close_block(page);
        buffer_string(page->out, "<p>");
        page->block = BLOCK_PARAGRAPH;
    } else {
        buffer_string(page->out, "\n");
    }
    append_inline(page, text_trim(text_after(line, is_item ? 2 : 0)));
}

static void append_line(struct page *page, struct text line)
{
    bool is_fence = text_starts_with(line, "```");
    if (page->block == BLOCK_CODE && !is_fence) {
        append_code_line(page, line);
    } else if ((is_fence && page->block == BLOCK_CODE) || text_trim(line).length == 0) {
        close_block(page);
    } else if (is_fence) {
        close_block(page);
        buffer_string(page->out, "<pre><code>");
        page->block = BLOCK_CODE;
    } else if (line.at[0] == '#') {
        append_heading(page, line);
    } else if (line.at[0] == '|') {
        append_row(page, line);
    } else {
        append_words(page, line);
    }
}

void markdown_append_html(struct buffer *out, struct text source, const char *base_path)
{
    struct page page = {.out = out, .base_path = base_path};
    while (source.at != NULL)
        append_line(&page, text_cut(&source, '\n'));
    close_block(&page);
}
