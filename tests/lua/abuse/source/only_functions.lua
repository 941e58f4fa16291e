-- ends in: refused
-- expand
«3600|function »
