local co = coroutine.wrap(function()
  print(pcall(function()
    local x = coroutine.yield("in pcall")
    error("got " .. x, 0)
  end))
  return "end"
end)
print(co())
print(co("it"))
--> in pcall
--> false	got it
--> end
