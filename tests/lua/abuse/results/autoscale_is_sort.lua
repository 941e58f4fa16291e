-- ends in: ok | runtime
-- On a request it has a second argument, which is no function.
autoscale = table.sort
