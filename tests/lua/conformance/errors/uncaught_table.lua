error({code = 5})
--> error: (error object is a table value)
