local s = [[
first
 second]]
print(s)
print([==[with ]] and ]=] inside]==], #[[

]])
--> first
-->  second
--> with ]] and ]=] inside	1
