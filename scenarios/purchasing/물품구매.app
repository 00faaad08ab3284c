APPLICATION 물품구매
SESSION (S1, 연구원), (S2, 책임연구원), (S3, 회계직원)
        (S4, 회계직원), (S5, 회계직원), (S6, 회계책임자)
INITIATOR 연구원
SOD (S3, S4)
S1; S2; S3; S4; S5; S6
