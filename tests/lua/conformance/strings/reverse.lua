print(("abc"):reverse(), (""):reverse() == "", ("ab\0c"):reverse() == "c\0ba")
--> cba	true	true
