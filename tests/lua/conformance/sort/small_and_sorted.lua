for _, t in ipairs({{}, {1}, {1, 2}, {2, 1}, {1, 1, 1}}) do
  table.sort(t)
  print("[" .. table.concat(t, " ") .. "]")
end
--> []
--> [1]
--> [1 2]
--> [1 2]
--> [1 1 1]
