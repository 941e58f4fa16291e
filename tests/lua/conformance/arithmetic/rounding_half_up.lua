local function round(x)
  return math.floor(x + 0.5)
end
print(round(2.4), round(2.5), round(-2.5), round(7))
--> 2	3	-2	7
