print(tonumber("1" .. string.rep("0", 199)))
print(tonumber("0." .. string.rep("0", 250) .. "1"))
print(math.type(tonumber(string.rep("0", 300) .. "7")))
--> 1e+199
--> 1e-251
--> integer
--! a string of more than 200 bytes is no number: operators look at strings without being paid for their length
--ours> 1e+199
--ours> nil
--ours> nil
