-- ends in: ok
-- expand
function autoscale() «3000|::a¤:: » end
