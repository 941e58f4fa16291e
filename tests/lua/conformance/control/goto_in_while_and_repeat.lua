local i = 0
while i < 5 do
  i = i + 1
  if i == 2 then goto continue end
  if i == 4 then goto out end
  print(i)
  ::continue::
end
::out::
repeat
  i = i - 1
  if i % 2 == 1 then goto next end
  print("down", i)
  ::next::
until i == 0
--> 1
--> 3
--> down	2
--> down	0
