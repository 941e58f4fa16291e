local function split(s, separator)
  local parts = {}
  for part in (s .. separator):gmatch("(.-)" .. separator) do
    parts[#parts + 1] = part
  end
  return parts
end
print(table.concat(split("cpu=85,rps=120,,x", ","), "|"))
--> cpu=85|rps=120||x
