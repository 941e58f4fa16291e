while true do
  if true then break end
end
print("fine")
for i = 1, 3 do break end
break
--> error: test:7: break outside loop at line 6
