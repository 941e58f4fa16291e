local function reverse(s)
  local out = {}
  for _, code in utf8.codes(s) do table.insert(out, 1, utf8.char(code)) end
  return table.concat(out)
end
print(reverse("aä€b"))
--> b€äa
