local n = 0
for x in function() n = n + 1 if n < 4 then return n == 2 end end do
  print(x)
end
--> false
--> true
--> false
