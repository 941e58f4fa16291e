local out = {}
for char in ("aä€"):gmatch(utf8.charpattern) do out[#out + 1] = #char end
print(table.concat(out, " "), utf8.charpattern == "[\0-\x7F\xC2-\xFD][\x80-\xBF]*")
--> 1 2 3	true
