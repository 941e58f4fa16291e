print(utf8.len("\u{7FFFFFFF}"), utf8.len("\u{7FFFFFFF}", 1, -1, true))
print(utf8.codepoint("\u{D800}", 1, 1, true), pcall(utf8.codepoint, "\u{D800}"))
--> nil	1
--> 55296	false	invalid UTF-8 code
