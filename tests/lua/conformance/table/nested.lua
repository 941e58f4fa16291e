local config = {limits = {cpu = {high = 80, low = 30}}}
print(config.limits.cpu.high, config["limits"]["cpu"].low)
config.limits.cpu.high = config.limits.cpu.high + 5
print(config.limits.cpu.high)
--> 80	30
--> 85
