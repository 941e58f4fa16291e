print(pcall(error, nil))
print(pcall(error))
print(pcall(error, 42))
print(select(2, pcall(error, {code = 7})).code)
print(pcall(error, true))
--> false	nil
--> false	nil
--> false	42
--> 7
--> false	true
