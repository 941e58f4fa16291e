local co = coroutine.wrap(function()
  local t = {2, 1}
  table.sort(t, function(a, b) coroutine.yield(a .. " " .. b) return a < b end)
  return table.concat(t, " ")
end)
print(co())
print(co())
--> error: test:6: attempt to yield across a C-call boundary
--! there are no C functions here: what a native function calls may yield
--ours> 1 2
--ours> 1 2
