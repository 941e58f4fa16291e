print(string.format("[%5s][%-5s][%1s]", "ab", "ab", "abc"))
print(string.format("[%.2s][%5.1s][%-5.3s][%.0s]", "abc", "abc", "abcdef", "x"))
--> [   ab][ab   ][abc]
--> [ab][    a][abc  ][]
