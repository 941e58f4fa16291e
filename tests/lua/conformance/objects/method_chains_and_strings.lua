local builder = {parts = {}}
function builder:add(s) self.parts[#self.parts + 1] = s return self end
function builder:build() return table.concat(self.parts, " ") end
print(builder:add "a":add "b":add("c"):build())
--> a b c
