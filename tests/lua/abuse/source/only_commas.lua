-- ends in: refused
-- expand
«32000|,»
