goto skip
local x = 1
::skip:: print(x)
--> error: test:3: <goto skip> at line 1 jumps into the scope of local 'x'
