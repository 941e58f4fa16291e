local function grade(load)
  if load > 90 then return "critical"
  elseif load > 70 then return "high"
  elseif load > 30 then return "normal"
  else return "idle" end
end
print(grade(95), grade(80), grade(50), grade(10))
--> critical	high	normal	idle
