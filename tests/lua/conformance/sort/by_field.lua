local services = {{name = "web", load = 80}, {name = "api", load = 95}, {name = "db", load = 20}}
table.sort(services, function(a, b) return a.load > b.load end)
for _, service in ipairs(services) do print(service.name, service.load) end
--> api	95
--> web	80
--> db	20
