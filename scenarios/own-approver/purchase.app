APPLICATION purchase
SESSION (Request, Clerk), (Approve, Approver), (Pay, Clerk)
INITIATOR Clerk
Request; Approve; Pay
