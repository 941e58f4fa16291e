print(("color colour"):match("colou?r"), ("-5"):match("^-?%d+$"), ("5"):match("^-?%d+$"))
print(("ac"):match("ab?c"), ("abbc"):match("ab?c"))
--> color	-5	5
--> ac	nil
