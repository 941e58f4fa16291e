print(("ab_12-x"):match("[%w_]+"), ("ab 12"):match("[%a%s]+"), ("x.y"):match("[^%s%.]+"))
--> ab_12	ab 	x
