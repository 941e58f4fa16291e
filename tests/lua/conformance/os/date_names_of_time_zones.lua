print(os.date("!%z %Z", 0), os.date("%z", 0))
--> +0000 GMT	+0000
