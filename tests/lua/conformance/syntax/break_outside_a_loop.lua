print(1)
break
--> error: test:3: break outside loop at line 2
