-- Accounts and clients, the tree of places, contracts and assignments.

CREATE TABLE place (
  id uuid PRIMARY KEY,                 -- follows from its origin, so it is the same in every district; entries hold it
  origin text NOT NULL UNIQUE,         -- source:code at its first appearance; never changes, whatever its code and name become
  code text NOT NULL,                  -- 统计用区划代码
  name text NOT NULL,                  -- the first one; place_name holds those that followed
  level text NOT NULL,
  parent uuid REFERENCES place (id),
  no int NOT NULL,                     -- its turn in a walk through the tree: an area is the range no..hi
  hi int NOT NULL,
  from_on date NOT NULL DEFAULT '-infinity',  -- its days: it is there on the first and the last
  until_on date NOT NULL DEFAULT 'infinity',
  merged_into uuid REFERENCES place (id),  -- where everybody goes on the day after the last
  UNIQUE (code) DEFERRABLE INITIALLY DEFERRED  -- a list may give a place the code of another, which gets a new one
);
CREATE INDEX place_no ON place (no);
CREATE INDEX place_parent ON place (parent);

CREATE TABLE place_name (              -- the names that places were given from a day on; a view of places' own streams
  subject uuid NOT NULL,               -- the place
  id uuid NOT NULL,                    -- of the entry that gave the name
  version int NOT NULL,
  from_on date NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (subject, id)
);

CREATE TABLE principal (               -- an account or a client
  id uuid PRIMARY KEY,
  role text NOT NULL,
  name text NOT NULL,
  login text NOT NULL UNIQUE,          -- a user name, or a client's client_id
  secret_hash text,                    -- argon2id; null: no password yet, or a client, whose secrets have a table of their own
  jwks text,                           -- the public keys that verify a client's assertions (JSON); null: none
  place_id uuid REFERENCES place (id),  -- its area; an agency has contracts instead
  maker uuid NOT NULL,                 -- in whose name it writes: its agency's, else its own
  scopes text[] NOT NULL,
  generation int NOT NULL DEFAULT 1,   -- raised to end every token issued so far
  enabled boolean NOT NULL DEFAULT true,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- the offices above the districts write nothing, whatever scopes they are granted
  CONSTRAINT officers_only_read
    CHECK (role NOT IN ('city_officer', 'province_officer') OR array_to_string(scopes, ' ') !~ ':(write|\*)')
);

CREATE TABLE client_secret (           -- a client has two at the most, so that one replaces the other without a gap
  client uuid NOT NULL REFERENCES principal (id),
  no int NOT NULL,
  hash text NOT NULL,                  -- keyed, for a generated one; argon2id, for one that a person chose
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  until_at timestamptz,                -- not included; null: without an end
  PRIMARY KEY (client, no)
);

CREATE TABLE used_assertion (          -- an assertion signs a client in once; kept until it would end
  client uuid NOT NULL,
  jti bytea NOT NULL,                  -- its hash
  ends_at timestamptz NOT NULL,
  PRIMARY KEY (client, jti)
);
CREATE INDEX used_assertion_end ON used_assertion (ends_at);

CREATE TABLE invitation (              -- lets a person choose the password of their account, once
  account uuid PRIMARY KEY REFERENCES principal (id),
  hash text NOT NULL UNIQUE,           -- keyed, of a generated code, which itself is never stored
  expires_at timestamptz NOT NULL
);

CREATE TABLE last_sign_in (            -- by password; beside the account's row, for people sign in while the district is closed
  account uuid PRIMARY KEY REFERENCES principal (id),
  at timestamptz NOT NULL
);

CREATE TABLE refresh_token (
  hash bytea PRIMARY KEY,              -- of a random token, which itself is never stored
  family uuid NOT NULL,                -- of all the tokens that follow from one sign-in
  principal uuid NOT NULL REFERENCES principal (id),
  generation int NOT NULL,
  scopes text[] NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  family_ends_at timestamptz NOT NULL  -- however often the family is refreshed
);
CREATE INDEX refresh_token_family ON refresh_token (family);
CREATE INDEX refresh_token_expiry ON refresh_token (expires_at);

-- Failed sign-ins: by login, by address, and by the pair of both once they have signed in together. Keyed hashes only: neither
-- what was typed nor where it came from can be read here, and a login that does not exist has rows like any other.
CREATE TABLE sign_in_delay (
  login bytea NOT NULL,                -- empty: of an address, whatever the login
  address bytea NOT NULL,              -- empty: of a login, from anywhere
  failures double precision NOT NULL,  -- at `counted_at`; they wear off from there
  counted_at timestamptz NOT NULL,
  open_at timestamptz NOT NULL,        -- the next attempt is let in from here on
  forget_at timestamptz NOT NULL,
  PRIMARY KEY (login, address)
);
CREATE INDEX sign_in_delay_forget ON sign_in_delay (forget_at);

CREATE TABLE agency (                  -- 服务力量: serves by contract; its clients sign in for it and write in its name
  id uuid PRIMARY KEY,                 -- the `maker` of its clients
  place_id uuid NOT NULL REFERENCES place (id),  -- the district that keeps it
  name text NOT NULL,
  credit_code text,                    -- 统一社会信用代码; null: not recorded
  contact_name text,
  contact_phone text,
  state text NOT NULL DEFAULT 'active',  -- or suspended: then none of its clients signs in
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (place_id, credit_code)
);

CREATE TABLE contract (                -- an agency serves places or named elders, for these days
  id uuid PRIMARY KEY,
  agency uuid NOT NULL REFERENCES agency (id),
  from_on date NOT NULL,
  until_on date NOT NULL DEFAULT 'infinity',
  services text[] NOT NULL DEFAULT '{}',
  revision int NOT NULL DEFAULT 1,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX contract_agency ON contract (agency);

CREATE TABLE contract_place (          -- whoever lives in the place or below it
  contract uuid NOT NULL REFERENCES contract (id),
  place_id uuid NOT NULL REFERENCES place (id),
  from_on date NOT NULL DEFAULT '-infinity',  -- within the days of the contract: a village that merges is left for the other one
  until_on date NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (contract, place_id, from_on)
);
CREATE INDEX contract_place_place ON contract_place (place_id);

CREATE TABLE contract_elder (          -- an elder by name, wherever in the district they live
  contract uuid NOT NULL REFERENCES contract (id),
  elder uuid NOT NULL,
  PRIMARY KEY (contract, elder)
);
CREATE INDEX contract_elder_elder ON contract_elder (elder);

CREATE TABLE presence (                -- where an elder lived, and when
  elder uuid NOT NULL,
  place_id uuid NOT NULL REFERENCES place (id),
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL,
  PRIMARY KEY (elder, from_at)
);

CREATE TABLE assignment (              -- contracts, flattened per elder, to the moment: a move ends one at once
  agency uuid NOT NULL,
  elder uuid NOT NULL,
  contract uuid NOT NULL,
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL,                -- not included
  announced_added boolean NOT NULL DEFAULT false,    -- whether the feed has said that the elder came
  announced_removed boolean NOT NULL DEFAULT false,  -- or went
  PRIMARY KEY (agency, elder, contract, from_at)
);
CREATE INDEX assignment_elder ON assignment (elder);
CREATE INDEX assignment_unannounced ON assignment (from_at) WHERE NOT announced_added;
CREATE INDEX assignment_ending ON assignment (until_at) WHERE NOT announced_removed AND until_at < 'infinity';

-- The system's own principal: it records when a contract's days bring an elder to an agency, or end.
INSERT INTO principal (id, role, name, login, secret_hash, place_id, maker, scopes)
  VALUES ('00000000-0000-7000-8000-000000000001', 'system', 'carevisit', 'carevisit', NULL, NULL, '00000000-0000-7000-8000-000000000001', '{}');
