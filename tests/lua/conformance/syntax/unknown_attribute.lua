local x <final> = 5
--> error: test:1: unknown attribute 'final'
