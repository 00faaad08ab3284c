-- What mends it: the dumps in repaired/ were made after this.
REVOKE payments_clerk FROM lee;
REVOKE EXECUTE ON FUNCTION pay.approve_small FROM payments_clerk;
GRANT EXECUTE ON FUNCTION pay.approve_small TO payments_approver;
