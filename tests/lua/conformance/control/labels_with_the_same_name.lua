do
  goto skip
  print("never")
  ::skip::
end
do
  goto skip
  print("never")
  ::skip::
end
print("once")
--> once
