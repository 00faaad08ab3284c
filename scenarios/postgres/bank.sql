--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: bank; Type: DATABASE; Schema: -; Owner: payments_owner
--

CREATE DATABASE bank WITH TEMPLATE = template0 ENCODING = 'UTF8' LOCALE_PROVIDER = libc LOCALE = 'C';


ALTER DATABASE bank OWNER TO payments_owner;

\connect bank

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: pay; Type: SCHEMA; Schema: -; Owner: payments_owner
--

CREATE SCHEMA pay;


ALTER SCHEMA pay OWNER TO payments_owner;

--
-- Name: approve_small(integer); Type: FUNCTION; Schema: pay; Owner: payments_owner
--

CREATE FUNCTION pay.approve_small(payment integer) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    AS $_$
  INSERT INTO pay.approval SELECT id, current_user FROM pay.payment WHERE id = $1 AND amount < 100
$_$;


ALTER FUNCTION pay.approve_small(payment integer) OWNER TO payments_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: approval; Type: TABLE; Schema: pay; Owner: payments_owner
--

CREATE TABLE pay.approval (
    payment integer,
    by name
);


ALTER TABLE pay.approval OWNER TO payments_owner;

--
-- Name: audit_log; Type: TABLE; Schema: pay; Owner: payments_owner
--

CREATE TABLE pay.audit_log (
    at timestamp with time zone,
    what text
);


ALTER TABLE pay.audit_log OWNER TO payments_owner;

--
-- Name: payment; Type: TABLE; Schema: pay; Owner: payments_owner
--

CREATE TABLE pay.payment (
    id integer NOT NULL,
    payee text,
    amount numeric
);


ALTER TABLE pay.payment OWNER TO payments_owner;

--
-- Name: payment payment_pkey; Type: CONSTRAINT; Schema: pay; Owner: payments_owner
--

ALTER TABLE ONLY pay.payment
    ADD CONSTRAINT payment_pkey PRIMARY KEY (id);


--
-- Name: approval approval_payment_fkey; Type: FK CONSTRAINT; Schema: pay; Owner: payments_owner
--

ALTER TABLE ONLY pay.approval
    ADD CONSTRAINT approval_payment_fkey FOREIGN KEY (payment) REFERENCES pay.payment(id);


--
-- Name: SCHEMA pay; Type: ACL; Schema: -; Owner: payments_owner
--

GRANT USAGE ON SCHEMA pay TO payments_clerk;
GRANT USAGE ON SCHEMA pay TO payments_approver;
GRANT USAGE ON SCHEMA pay TO auditor;


--
-- Name: FUNCTION approve_small(payment integer); Type: ACL; Schema: pay; Owner: payments_owner
--

REVOKE ALL ON FUNCTION pay.approve_small(payment integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pay.approve_small(payment integer) TO payments_clerk;


--
-- Name: TABLE approval; Type: ACL; Schema: pay; Owner: payments_owner
--

GRANT INSERT ON TABLE pay.approval TO payments_approver;


--
-- Name: TABLE audit_log; Type: ACL; Schema: pay; Owner: payments_owner
--

GRANT SELECT ON TABLE pay.audit_log TO auditor;


--
-- Name: TABLE payment; Type: ACL; Schema: pay; Owner: payments_owner
--

GRANT SELECT,INSERT ON TABLE pay.payment TO payments_clerk;
GRANT SELECT ON TABLE pay.payment TO payments_approver;


--
-- PostgreSQL database dump complete
--


