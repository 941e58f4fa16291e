::a:: print(1)
do
  ::a:: print(2)
end
--> error: test:3: label 'a' already defined on line 1
