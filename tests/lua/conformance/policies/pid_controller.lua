local function pid(kp, ki, kd)
  local integral, before = 0, 0
  return function(error, dt)
    integral = integral + error * dt
    local derivative = (error - before) / dt
    before = error
    return kp * error + ki * integral + kd * derivative
  end
end
local step = pid(0.5, 0.1, 0.05)
for _, e in ipairs({10, 6, 2, -1}) do print(string.format("%.3f", step(e, 1))) end
--> 6.500
--> 4.400
--> 2.600
--> 1.050
