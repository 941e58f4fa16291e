for _, row in ipairs({{"cpu", 85}, {"memory", 40}}) do
  print(string.format("%-8s|%s %3d%%", row[1], ("#"):rep(row[2] // 10), row[2]))
end
--> cpu     |########  85%
--> memory  |####  40%
