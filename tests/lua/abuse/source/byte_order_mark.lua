-- ends in: ok
-- expand
﻿function autoscale() end
