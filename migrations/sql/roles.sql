-- The roles. They belong to the server, not to a database, so they may be there already: this is no migration, and
-- `carevisit migrate` runs it each time. Two logins own nothing and inherit nothing: each transaction takes the one role that it
-- needs. Requests sign in as carevisit_app. The keeper (sequencer, rebuild, verify, accounts, what runs beside the requests) has a
-- login of its own: its role and its tables are out of reach of any statement on a request's connection.
DO $$
DECLARE wanted record;
BEGIN
  FOR wanted IN SELECT * FROM (VALUES
    ('carevisit_keeper', 'NOLOGIN'), ('carevisit_writer', 'NOLOGIN'), ('carevisit_area', 'NOLOGIN'), ('carevisit_assigned', 'NOLOGIN'),
    ('carevisit_own', 'NOLOGIN'), ('carevisit_feed', 'NOLOGIN'),
    ('carevisit_app', 'LOGIN NOINHERIT'), ('carevisit_keeper_login', 'LOGIN NOINHERIT')) roles (name, options)
  LOOP
    IF to_regrole(wanted.name) IS NULL THEN EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.options); END IF;
  END LOOP;
  -- which role may take which; the owner needs the keeper's, since giving a door away takes membership in its new owner (to
  -- have made a role is not enough)
  FOR wanted IN SELECT * FROM (VALUES
    ('carevisit_writer', 'carevisit_app'), ('carevisit_area', 'carevisit_app'), ('carevisit_assigned', 'carevisit_app'),
    ('carevisit_own', 'carevisit_app'), ('carevisit_feed', 'carevisit_app'),
    ('carevisit_keeper', 'carevisit_keeper_login'), ('carevisit_app', 'carevisit_keeper_login'),
    ('carevisit_keeper', current_user)) grants (name, member)
  LOOP
    IF wanted.member = current_user OR NOT EXISTS (SELECT FROM pg_auth_members WHERE roleid = to_regrole(wanted.name) AND member = to_regrole(wanted.member)) THEN
      EXECUTE format('GRANT %I TO %I', wanted.name, wanted.member);
    END IF;
  END LOOP;
  -- nobody slips a temporary table under a query
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM public', current_database());
END $$;
