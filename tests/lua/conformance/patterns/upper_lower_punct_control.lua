print(("abCD"):match("%u+"), ("ABcd"):match("%l+"), ("a-b!"):match("%p"))
print(("a\1b"):find("%c"), ("a\127"):find("%c"), ("abc"):find("%c"))
--> CD	cd	-
--> 2	2	nil
