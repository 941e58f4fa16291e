;;; local x = 1; ; print(x);
if x then end
while false do end
for _ = 1, 0 do end
do end
--> 1
