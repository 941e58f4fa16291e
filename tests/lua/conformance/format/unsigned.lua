print(string.format("%u %5u|%-5u|%05u", 7, 7, 7, 7), string.format("%u", -1))
--> 7     7|7    |00007	18446744073709551615
