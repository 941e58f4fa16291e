local flag = true
print(flag and false or "other")
print(flag and nil or "other")
--> other
--> other
