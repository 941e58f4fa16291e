-- ends in: ok
-- expand
function autoscale() «900|::a¤:: »«900|if a then goto a¤ end » end a = false
