local t = {n = 5}
function t.plain(self, x) return self.n + x end
function t:method(x) return self.n * x end
print(t:plain(1), t.plain(t, 1), t:method(2), t.method({n = 3}, 2))
--> 6	6	10	6
