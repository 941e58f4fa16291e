print(("é"):match("%a"), #("é"):match("%A+"), ("aé"):match("%w+"))
--> nil	2	a
