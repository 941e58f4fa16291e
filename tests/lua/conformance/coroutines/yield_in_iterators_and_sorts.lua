local co = coroutine.wrap(function()
  for i in function(_, i) i = (i or 0) + 1 coroutine.yield("step " .. i) if i < 3 then return i end end do
    print("body", i)
  end
  return "end"
end)
print(co()) print(co()) print(co()) print(co())
--> step 1
--> body	1
--> step 2
--> body	2
--> step 3
--> end
