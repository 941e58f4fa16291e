print(os.date("!Größe um %H Uhr: 50%%", 0), os.date("!", 0), os.date("!plain", 0))
--> Größe um 00 Uhr: 50%		plain
