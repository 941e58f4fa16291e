print(1) --[= not long
print(2) --[==
print(3) --[ [
--> 1
--> 2
--> 3
