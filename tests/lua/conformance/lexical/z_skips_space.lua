print("one \z
       two\z   three")
--> one twothree
