for key, value in ("a=1, b=2,c=3"):gmatch("(%w+)=(%w+)") do
  print(key, value)
end
--> a	1
--> b	2
--> c	3
