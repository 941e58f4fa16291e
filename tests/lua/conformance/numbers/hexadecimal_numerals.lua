print(0xff, 0XA0, 0x7fffffffffffffff)
print(0xffffffffffffffff, 0x1ffffffffffffffff)
--> 255	160	9223372036854775807
--> -1	-1
