print("\u{41}\u{e4}\u{1F600}", #"\u{7FFFFFFF}", "\u{0}" == "\0")
--> Aä😀	6	true
