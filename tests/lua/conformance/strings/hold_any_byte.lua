local s = "a\0b\255\n"
print(#s, s:byte(1, -1))
print(s == "a\0b\xff\10")
--> 5	97	0	98	255	10
--> true
