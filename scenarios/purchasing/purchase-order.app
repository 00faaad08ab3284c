APPLICATION purchase_order
SESSION (S1, researcher), (S2, senior_researcher), (S3, accountant),
        (S4, accountant), (S5, accountant), (S6, accounting_manager)
INITIATOR researcher
SOD (S3, S4)
S1; S2; S3; S4; S5; S6
