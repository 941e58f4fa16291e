local function sign(x)
  return x > 0 and "up" or x < 0 and "down" or "hold"
end
print(sign(3), sign(-3), sign(0))
--> up	down	hold
