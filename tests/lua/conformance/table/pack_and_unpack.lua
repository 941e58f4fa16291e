local function swap(...)
  local args = table.pack(...)
  return table.unpack(args, 1, args.n)
end
print(select("#", swap(nil, nil)), swap(1, nil, 3))
--> 2	1	nil	3
