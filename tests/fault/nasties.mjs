// What people type, and what people type who look for a hole: each has been syntax somewhere.
export const nasties = [
  '"', '""', '"""', "'", "''", "a'b", 'a"b', '"a', 'a"', "`", "\\", "\\\"", "a\\",
  "*", "a*", "*a", "**", "^", "^a", "a^2", "+", "a + b", "-", "-a", "a -b", "--", "; --",
  "(", ")", "()", "((", "((a)", "(a OR", "a)", "(".repeat(200),
  "AND", "OR", "NOT", "NEAR", "a AND", "OR b", "NOT a", "a NOT", "AND AND AND", "NEAR(", "NEAR(a b, 5)", "NEAR(a b", "near/2",
  "title : x", "body : a*", "label:a", "{label summary}: a", "-label : a", "{label", "}:", ":", "a:b:c", "rowid:1", "rank", "search", "rank = 1",
  "a.b", "c++", "foo-bar", "f(x)", "50%", "100 %", "_", "%", "%%", "a_b", "[a-z]", "?", "a?b", "?1", ":q", "@q", "$q", "#",
  "'; DROP TABLE record; --", "\" OR 1=1 --", "1; ATTACH 'x' AS y", "UNION SELECT", "a' UNION SELECT 1 --", "load_extension('x')", "randomblob(1e9)",
  "<script>alert(1)</script>", "${7*7}", "{{7*7}}", "../../etc/passwd", "%00", "%2500", "\u0001", "\t", "a\tb", "a\nb", "a\r\nb", "\u007f",
  "\u0000x", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u202e", "\u0301", "e\u0301", "é", "ё", "樺太", "千島 樺太", "サハリン", "ｶﾗﾌﾄ", "日", "日本", "日本露", "ﬁ", "İ", "ı", "ß", "ẞ", "ǅ", "Ω", "𝔸", "👩‍👩‍👧", "🏳️‍🌈", "\ud83d", "\u{10ffff}", "\ufffe",
  "a".repeat(200), "a ".repeat(100), "é".repeat(200), "日".repeat(200), "a b c d e f g h i j k l m n o p", "0", "1e400", "NaN", "null", "true", "-1", "9".repeat(50), " ", "  a  ", "",
];
