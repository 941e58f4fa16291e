local function bounded(want, min, max)
  want = math.tointeger(want) or math.ceil(want)
  return want < min and min or want > max and max or want
end
print(bounded(3.2, 1, 10), bounded(0, 1, 10), bounded(11, 1, 10), bounded(5.0, 1, 10))
--> 4	1	10	5
