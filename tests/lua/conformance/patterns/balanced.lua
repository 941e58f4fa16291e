print(("f(a(b)c)d"):match("%b()"), ("[x[y]]"):match("%b[]"), ("((x)"):match("%b()"))
print(("if x then y end"):match("%bxd"), ("(x"):match("%b()"))
--> (a(b)c)	[x[y]]	(x)
--> x then y end	nil
