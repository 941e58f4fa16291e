local Account = {}
Account.__index = Account
function Account.new(balance) return setmetatable({balance = balance}, Account) end
function Account:deposit(amount) self.balance = self.balance + amount return self end
local a, b = Account.new(10), Account.new(0)
a:deposit(5):deposit(1)
print(a.balance, b.balance, a.deposit == b.deposit)
--> 16	0	true
