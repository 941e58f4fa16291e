local t = {"pear", "Apple", "fig", "apple", ""}
table.sort(t)
print(table.concat(t, ","))
--> ,Apple,apple,fig,pear
