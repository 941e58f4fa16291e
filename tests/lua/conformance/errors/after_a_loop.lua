local function f()
  for i = 1, 3 do
    local x = i
  end
  error("after")
end
print(pcall(f))
--> false	test:5: after
