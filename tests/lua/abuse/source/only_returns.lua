-- ends in: refused
-- expand
«4500|return »
