goto nowhere
--> error: test:2: no visible label 'nowhere' for <goto> at line 1
