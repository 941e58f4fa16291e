do
  goto done
  local x
  ::done::
end
print("fine")
--> fine
