print(("xyzBEEFg"):match("%x+"), (" \1ab!"):match("%g+"))
--> BEEF	ab!
