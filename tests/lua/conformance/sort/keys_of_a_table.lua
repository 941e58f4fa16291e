local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end
print(table.concat(sorted_keys({c = 1, a = 2, b = 3}), " "))
--> a b c
