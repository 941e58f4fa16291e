local function f() return ... end
--> error: test:1: cannot use '...' outside a vararg function near '...'
--! our own words, with the remedy
--ours> error: test:1: cannot use '...' outside a vararg function: add '...' to its parameters
