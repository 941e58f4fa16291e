local function show(x) return type(x) end
print(show"text", show{1, 2}, show[[long]], show'single')
--> string	table	string	string
