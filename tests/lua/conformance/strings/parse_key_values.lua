local out = {}
for key, value in ("cpu=85 mem=70 rps=120.5"):gmatch("(%w+)=([%d.]+)") do
  out[#out + 1] = key .. ":" .. tonumber(value) / 10
end
print(table.concat(out, " "))
--> cpu:8.5 mem:7.0 rps:12.05
