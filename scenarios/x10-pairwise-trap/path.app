APPLICATION path
SESSION (s1, first), (s2, middle), (s3, last)
SOD (s1, s2), (s2, s3)
s1; s2; s3
