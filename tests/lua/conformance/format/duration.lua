local function duration(seconds)
  return string.format("%02d:%02d:%02d", seconds // 3600, seconds // 60 % 60, seconds % 60)
end
print(duration(0), duration(3661), duration(86399))
--> 00:00:00	01:01:01	23:59:59
