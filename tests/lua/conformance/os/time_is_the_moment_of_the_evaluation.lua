print(os.time(), os.time() == os.time())
print(math.type(os.time()))
--> 1764000000	true
--> integer
