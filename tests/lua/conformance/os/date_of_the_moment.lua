print(os.date("!%Y-%m-%dT%H:%M:%SZ"))
print(os.date("!%H") == os.date("%H"))
--> 2025-11-24T16:00:00Z
--> true
