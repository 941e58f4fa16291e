print(utf8.codepoint("häß"), utf8.codepoint("häß", 2), utf8.codepoint("häß", 1, -1))
print(utf8.codepoint("€"))
print(select("#", utf8.codepoint("abc", 3, 2)))
--> 104	228	104	228	223
--> 8364
--> 0
