local ok, text = pcall(function()
  error(
    "text"
  )
end)
print(text)
--> test:2: text
