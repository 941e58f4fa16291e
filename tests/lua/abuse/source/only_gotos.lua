-- ends in: refused
-- expand
«6000|goto »
