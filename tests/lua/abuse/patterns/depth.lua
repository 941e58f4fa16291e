-- ends in: runtime
-- Each item keeps a choice open: the matcher goes deeper for each.
function autoscale()
  return (('a'):rep(60000)):match(('a?'):rep(1000))
end
