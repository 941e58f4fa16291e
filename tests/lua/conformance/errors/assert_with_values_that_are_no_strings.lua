print(pcall(assert, false, 42))
print(select(2, pcall(assert, nil, nil)))
--> false	42
--> nil
