print(1)
end
--> error: test:2: <eof> expected near 'end'
