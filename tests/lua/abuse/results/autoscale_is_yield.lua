-- ends in: runtime
autoscale = coroutine.yield
