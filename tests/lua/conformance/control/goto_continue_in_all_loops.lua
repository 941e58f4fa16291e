local i = 0
while i < 3 do
  i = i + 1
  if i == 2 then goto continue end
  print("while", i)
  ::continue::
end
for _, v in ipairs({1, 2, 3}) do
  if v == 2 then goto continue end
  print("for", v)
  ::continue::
end
i = 0
repeat
  i = i + 1
  if i == 2 then goto continue end
  print("repeat", i)
  ::continue::
until i >= 3
--> while	1
--> while	3
--> for	1
--> for	3
--> repeat	1
--> repeat	3
