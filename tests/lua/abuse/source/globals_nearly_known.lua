-- ends in: refused
-- expand
«1500|gggggggggg¤=1 » x = ggggggggggx function autoscale() end
