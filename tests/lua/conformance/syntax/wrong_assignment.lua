f() = 1
--> error: test:1: syntax error near '='
--! our own words, which say what is wrong
--ours> error: test:1: cannot assign to this expression, only to a name or a field
