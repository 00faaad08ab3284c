APPLICATION order_separated
SESSION (s1, requester), (s2, approver), (s3, payer)
SOD (s1, s2)
s1; s2; s3
