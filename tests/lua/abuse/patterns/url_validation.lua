-- ends in: ok
-- The kind that people write.
function autoscale()
  local path = '/' .. ('a/'):rep(5000) .. '!'
  return path:match('^(/[%w/]-)+([%w/]*)[%w/]*[%w/]*[%w/]*$') and 'up' or 'hold'
end
