print((("hello world"):gsub("(%a)(%w*)", function(first, rest)
  return first:upper() .. rest
end)))
--> Hello World
