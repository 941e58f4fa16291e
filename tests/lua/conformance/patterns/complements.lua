print(("ab12"):match("%A+"), ("12ab"):match("%D+"), ("ab cd"):match("%S+"))
print(("a_b"):match("%W"), ("ABc"):match("%U"), ("!a"):match("%P"))
--> 12	ab	ab
--> _	c	a
