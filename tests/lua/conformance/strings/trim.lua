local function trim(s)
  return (s:gsub("^%s+", ""):gsub("%s+$", ""))
end
print("[" .. trim("  a b \t\n") .. "]", "[" .. trim("") .. "]", "[" .. trim("   ") .. "]")
--> [a b]	[]	[]
