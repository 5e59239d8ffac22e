-- 1. Failed sign-ins, by login, by address, and by the pair of both once they have signed in together. Keyed hashes only:
--    neither what was typed nor where it came from can be read here, and a login that does not exist has its rows like any other.
CREATE TABLE sign_in_delay (
  login bytea NOT NULL,               -- empty: of an address, whatever the login
  address bytea NOT NULL,             -- empty: of a login, wherever from
  failures double precision NOT NULL, -- at `counted_at`; they wear off from there
  counted_at timestamptz NOT NULL,
  open_at timestamptz NOT NULL,       -- the next attempt is let in from here on
  forget_at timestamptz NOT NULL,
  PRIMARY KEY (login, address)
);
CREATE INDEX sign_in_delay_forget ON sign_in_delay (forget_at);
ALTER TABLE sign_in_delay ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_in_delay FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON sign_in_delay TO carevisit_keeper USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_delay TO carevisit_keeper;

-- 2. A family of refresh tokens ends, however often it is refreshed. Those that live now have 90 days from their latest token.
ALTER TABLE refresh_token ADD COLUMN family_ends_at timestamptz;
UPDATE refresh_token SET family_ends_at = expires_at + interval '76 days';
ALTER TABLE refresh_token ALTER COLUMN family_ends_at SET NOT NULL;
CREATE INDEX refresh_token_expiry ON refresh_token (expires_at);
