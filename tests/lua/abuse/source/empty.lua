-- ends in: refused
-- expand

