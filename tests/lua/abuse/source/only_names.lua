-- ends in: refused
-- expand
«16000|a »
