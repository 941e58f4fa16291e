print(("A"):byte(), ("abc"):byte(2), ("abc"):byte(-1), ("abc"):byte(1, -1))
print(("abc"):byte(10), ("abc"):byte(0))
print(select("#", ("abc"):byte(10)))
--> 65	98	99	97	98	99
--> nil
--> 0
