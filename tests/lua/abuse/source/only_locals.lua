-- ends in: refused
-- expand
«5000|local »
