APPLICATION clique
SESSION (s1, one), (s2, two), (s3, three)
SOD (s1, s2), (s2, s3), (s1, s3)
s1; s2; s3
