print(string.format("%q", 'say "hi"\n\\ \0 \r \1272'))
print(string.format("%q %q %q", 10, true, nil))
print(string.format("%q", 0.5), string.format("%q", 1 / 3))
--> "say \"hi\"\
--> \\ \0 \13 \1272"
--> 10 true nil
--> 0x1p-1	0x1.5555555555555p-2
