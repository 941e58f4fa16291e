print(("aaa"):match("^(a*)a$"), ("aaa"):match("^(a-)(a*)$"))
print(("xayaz"):match("^(.*)a(.*)$"), ("xayaz"):match("^(.-)a(.*)$"))
--> aa		aaa
--> xay	x	yaz
