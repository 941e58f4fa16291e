print("tab\tquote\"single\'backslash\\")
print("a\
b", #"\a\b\f\v\r\n", "\65\066\x43\u{44}\u{20AC}")
print('it\'s', "say 'hi'", 'say "hi"')
--> tab	quote"single'backslash\
--> a
--> b	6	ABCD€
--> it's	say 'hi'	say "hi"
