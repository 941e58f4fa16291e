-- ends in: ok
function autoscale()
  for _, n in ipairs({-1, math.mininteger, 0, -0.0}) do
    if ('x'):rep(n) ~= '' then error('not empty') end
  end
end
