local metrics = {}

local high = metrics.cpu.value
--> error: test:3: attempt to index a nil value (field 'cpu')
