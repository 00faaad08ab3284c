APPLICATION release
SESSION (prepare, preparer), (check, checker), (recheck, checker), (pay, cash_desk)
SOD (check, recheck)
prepare; check; recheck; pay
