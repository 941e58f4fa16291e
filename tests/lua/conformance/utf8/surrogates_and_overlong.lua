print(utf8.len("\xed\xa0\x80"), utf8.len("\xc0\x80"), utf8.len("\xf4\x90\x80\x80"))
print(utf8.len("\u{D7FF}"), utf8.len("\u{10FFFF}"))
--> nil	nil	nil	1
--> 1	1
