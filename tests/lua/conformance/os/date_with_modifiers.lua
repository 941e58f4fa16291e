print(os.date("!%Ey %EY %Od %OH", 1748768645))
--> 25 2025 01 09
