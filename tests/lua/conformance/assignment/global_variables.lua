counter = 0
local function up() counter = counter + 1 end
up() up()
print(counter)
total, count = 5, nil
print(total, count)
--> 2
--> 5	nil
