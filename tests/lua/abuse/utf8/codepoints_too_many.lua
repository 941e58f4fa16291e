-- ends in: fuel | runtime
function autoscale() return utf8.codepoint(('ä'):rep(30000), 1, -1) end
