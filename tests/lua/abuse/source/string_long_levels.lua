-- ends in: refused
-- expand
function autoscale() local s = [«16000|=»[x]«15900|=»]
