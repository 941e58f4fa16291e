for _, value in ipairs({0, "", "x", {}, true}) do
  if value then
    print(type(value), "true")
  else
    print(type(value), "false")
  end
end
if nil then print("never") elseif not false then print("else") end
--> number	true
--> string	true
--> string	true
--> table	true
--> boolean	true
--> else
