-- ends in: refused
-- expand
x «32000|=»
