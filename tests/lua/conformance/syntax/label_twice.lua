::a:: print(1)
do ::b:: end
do ::b:: end
::a:: print(2)
--> error: test:4: label 'a' already defined on line 1
