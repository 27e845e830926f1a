/* Markdown: what of it becomes markup, and that nothing else does. */
#include <chancery/markdown.h>

#include <criterion/criterion.h>

static void expect(const char *markdown, const char *html)
{
    struct buffer out = {0};
    markdown_append_html(&out, text_of(markdown), "/base");
    cr_expect_str_eq(out.at, html);
    buffer_free(&out);
}

Test(markdown, headings_and_paragraphs)
{
    expect("# One\n\nTwo\nlines.\n\n## Three",
           "<h1>One</h1>\n<p>Two\nlines.</p>\n<h2>Three</h2>\n");
}

Test(markdown, code_strong_and_links)
{
    expect("`a`, **b**, [c](/d)",
           "<p><code>a</code>, <strong>b</strong>, <a href=\"/base/d\">c</a></p>\n");
}

Test(markdown, marks_that_do_not_end_are_text)
{
    expect("a `b [c](d **e", "<p>a `b [c](d **e</p>\n");
}

Test(markdown, lists)
{
    expect("- a\n- b\n  c", "<ul><li>a</li>\n<li>b\nc</li></ul>\n");
}

Test(markdown, tables)
{
    expect("| a | b |\n|---|---|\n| 1 | `2` |\n",
           "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\n"
           "<tr><td>1</td><td><code>2</code></td></tr>\n</tbody></table>\n");
}

Test(markdown, requests_in_blocks_are_links)
{
    expect("```\nGET /a?b=1&c=2\ncurl <x>\n```\n",
           "<pre><code>GET <a href=\"/base/a?b=1&amp;c=2\">/a?b=1&amp;c=2</a>\ncurl &lt;x&gt;\n"
           "</code></pre>\n");
}

Test(markdown, markup_of_the_source_is_text)
{
    expect("<b> & \"q\"", "<p>&lt;b&gt; &amp; &quot;q&quot;</p>\n");
}
