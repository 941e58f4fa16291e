-- ends in: refused
-- expand
«8000|end »
