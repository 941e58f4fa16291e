-- ends in: fuel | ok
-- expand
function autoscale(...) local t = {«5000|...,»} end
