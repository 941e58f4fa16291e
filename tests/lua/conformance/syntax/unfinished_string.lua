local s = "abc
--> error: test:1: unfinished string near '"abc'
