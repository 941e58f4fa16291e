local limit <const> = 5
limit = 6
--> error: test:2: attempt to assign to const variable 'limit'
