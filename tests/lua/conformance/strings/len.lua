print(#"", #"hello", #"a\0b", ("abc"):len(), string.len("é"))
print(string.len(12345))
--> 0	5	3	3	2
--> 5
