-- ends in: refused
-- expand
«100|local function f¤() local a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t »return 1 «100|end »
function autoscale() end
