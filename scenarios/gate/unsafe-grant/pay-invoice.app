APPLICATION pay_invoice
SESSION (Enter, clerk), (Approve, approver), (Release, treasurer)
INITIATOR clerk
SOD (Enter, Approve), (Approve, Release)
Enter; Approve; Release
