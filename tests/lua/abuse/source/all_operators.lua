-- ends in: refused
-- expand
function autoscale(a) return a«700|+a-a*a/a//a%a^a..a<a<=a==a~=a&a|a~a<<a>>a and a or a» end
