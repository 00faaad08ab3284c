-- The server of this scenario: roles.sql and bank.sql are its dumps.
CREATE ROLE payments_owner;
CREATE ROLE payments_clerk;
CREATE ROLE payments_approver;
CREATE ROLE auditor;
CREATE ROLE kim LOGIN;
CREATE ROLE lee LOGIN NOINHERIT;
CREATE ROLE park LOGIN;
GRANT payments_clerk TO kim, lee;
GRANT payments_approver TO lee;
GRANT auditor TO park WITH ADMIN OPTION;
CREATE DATABASE bank OWNER payments_owner;
\connect bank
CREATE SCHEMA pay AUTHORIZATION payments_owner;
GRANT USAGE ON SCHEMA pay TO payments_clerk, payments_approver, auditor;
SET ROLE payments_owner;
CREATE TABLE pay.payment (id integer PRIMARY KEY, payee text, amount numeric);
CREATE TABLE pay.approval (payment integer REFERENCES pay.payment, by name);
CREATE TABLE pay.audit_log (at timestamptz, what text);
GRANT SELECT, INSERT ON pay.payment TO payments_clerk;
GRANT SELECT ON pay.payment TO payments_approver;
GRANT INSERT ON pay.approval TO payments_approver;
GRANT SELECT ON pay.audit_log TO auditor;
CREATE FUNCTION pay.approve_small(payment integer) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
  INSERT INTO pay.approval SELECT id, current_user FROM pay.payment WHERE id = $1 AND amount < 100
$$;
REVOKE EXECUTE ON FUNCTION pay.approve_small FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pay.approve_small TO payments_clerk;
RESET ROLE;
