local function limit(value)
  return value or 80
end
print(limit(), limit(50), limit(false))
--> 80	50	80
