local shape = function(value) return (tostring(value):gsub("0x%x+", "ADDRESS"):gsub("builtin: ", "")) end
print(shape(function() end), shape(coroutine.create(print)))
--> function: ADDRESS	thread: ADDRESS
