local words = setmetatable({}, {__index = function(_, key) return "<" .. key .. ">" end})
print(("a b"):gsub("%w", words))
--> <a> <b>	2
