-- ends in: ok
function autoscale()
  for _, bad in ipairs({{}, print, true, coroutine.create(print)}) do
    if pcall(string.gsub, 'abc', '.', function() return bad end) then error('taken') end
    if pcall(string.gsub, 'abc', '.', {a = bad}) then error('taken') end
  end
end
