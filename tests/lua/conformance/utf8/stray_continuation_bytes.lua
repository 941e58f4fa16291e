print(pcall(function() for _ in utf8.codes("a\x80") do end end))
--> true
--! 5.4.4 overlooks such a byte behind a character; later versions refuse it, as we do
--ours> false	test:1: invalid UTF-8 code
