goto inside
do ::inside:: end
--> error: test:3: no visible label 'inside' for <goto> at line 1
