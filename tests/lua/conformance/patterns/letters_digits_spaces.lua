print(("ab12 cd"):match("%a+"), ("ab12 cd"):match("%d+"), ("ab12 cd"):match("%w+"))
print(("a \t\n\v\f\rb"):match("%s+") == " \t\n\v\f\r")
--> ab	12	ab12
--> true
