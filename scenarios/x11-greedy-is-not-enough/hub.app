APPLICATION hub
SESSION (s1, hub_role), (s2, leaf), (s3, leaf)
SOD (s1, s2), (s1, s3)
s1; s2; s3
