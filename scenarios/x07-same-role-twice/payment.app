APPLICATION payment
SESSION (s, clerk), (t, clerk)
SOD (s, t)
s; t
