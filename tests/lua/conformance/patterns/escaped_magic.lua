print(("3.14"):match("%."), ("50%"):match("%%"), ("(x)"):match("%((.-)%)"))
print(("a^b$c"):match("%^(.)%$"), ("a*b"):match("%*"), ("[i]"):match("%[(.)%]"))
--> .	%	x
--> b	*	i
