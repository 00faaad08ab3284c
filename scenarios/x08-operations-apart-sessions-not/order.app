APPLICATION order
SESSION (s1, requester), (s2, approver), (s3, payer)
s1; s2; s3
