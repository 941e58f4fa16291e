-- ends in: ok
function autoscale()
  for _, n in ipairs({math.mininteger, -1, 0, 0x7fffffff, 0x80000000, math.maxinteger, 0xd800, 0x110000}) do
    pcall(utf8.char, n) pcall(utf8.codepoint, 'äb', n) pcall(utf8.len, 'äb', n) pcall(utf8.offset, 'äb', n) pcall(utf8.offset, 'äb', 1, n)
  end
  local step = utf8.codes('äb')
  for _, n in ipairs({math.mininteger, -1, 0, 1, 2, 3, 4, math.maxinteger}) do pcall(step, 'äb', n) end
end
