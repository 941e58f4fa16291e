local function stats(values)
  local sum, squares = 0, 0
  for _, x in ipairs(values) do
    sum = sum + x
    squares = squares + x * x
  end
  local mean = sum / #values
  return mean, math.sqrt(squares / #values - mean * mean)
end
print(stats({2, 4, 4, 4, 5, 5, 7, 9}))
--> 5.0	2.0
