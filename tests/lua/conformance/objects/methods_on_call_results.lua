local function get() return {value = 7, get = function(self) return self.value end} end
print(get().value, get():get(), (get()).value, ({get()})[1]:get())
--> 7	7	7	7
