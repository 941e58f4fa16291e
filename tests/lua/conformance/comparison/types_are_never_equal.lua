print(1 == "1", 0 == false, nil == false, "" == nil)
print("1" == "1", true == true, nil == nil)
--> false	false	false	false
--> true	true	true
