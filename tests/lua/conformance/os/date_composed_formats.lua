local at = 1748768645
print(os.date("!%c", at))
print(os.date("!%x|%X|%D|%F|%T|%R", at))
print(os.date("!%e|%n|%t|%h|%C|%u|%G-W%V|%g|%U|%W", at):gsub("%s", "_"))
--> Sun Jun  1 09:04:05 2025
--> 06/01/25|09:04:05|06/01/25|2025-06-01|09:04:05|09:04
--> _1|_|_|Jun|20|7|2025-W22|25|22|21	3
