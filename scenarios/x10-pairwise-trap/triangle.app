APPLICATION triangle
SESSION (s1, clerk), (s2, clerk), (s3, clerk)
SOD (s1, s2), (s2, s3), (s1, s3)
s1; s2; s3
