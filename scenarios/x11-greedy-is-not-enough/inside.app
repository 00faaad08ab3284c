APPLICATION inside
SESSION (s1, narrow), (s2, wide)
SOD (s1, s2)
s1; s2
