-- ends in: refused
-- expand
﻿﻿function autoscale() end
