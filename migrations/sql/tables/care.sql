-- What supports an elder between visits: pairings, the family's part, and remote monitoring. Views of elders' streams, but for
-- device_sign.

CREATE TABLE pairing (                 -- 结对关爱; it grants no sight: no wall of any other table looks into it
  elder_id uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that began it
  version int NOT NULL,
  revision int NOT NULL,               -- +1 with each new last day
  place_id uuid NOT NULL,
  place_no int NOT NULL,
  account uuid NOT NULL,
  kind text NOT NULL,
  from_on date NOT NULL,
  until_on date NOT NULL,              -- 9999-12-31: no end is set
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX pairing_id ON pairing (id);
CREATE INDEX pairing_account ON pairing (account, elder_id);
CREATE INDEX pairing_area ON pairing (place_no, id);

CREATE TABLE urging (                  -- the family was urged to look after the elder (督促)
  elder_id uuid NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  answer_version int,                  -- of the entry that holds the words of the last answer
  revision int NOT NULL,               -- +1 with each answer
  place_id uuid NOT NULL,
  place_no int NOT NULL,
  maker uuid NOT NULL,
  urged_on date NOT NULL,
  by text NOT NULL,
  how text NOT NULL,
  person_id uuid,                      -- of the file
  answer text,
  answered_on date,
  follow_up_on date,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX urging_id ON urging (id);
CREATE INDEX urging_area ON urging (place_no, id);

CREATE TABLE family_contact (          -- a call or video call between the elder and a relative
  elder_id uuid NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  revision int NOT NULL,               -- 1 as recorded, 2 once void
  place_id uuid NOT NULL,
  place_no int NOT NULL,
  maker uuid NOT NULL,
  state text NOT NULL,
  mode text NOT NULL,
  person_id uuid,                      -- of the file
  happened_at timestamptz NOT NULL,
  duration_minutes int NOT NULL,
  confirmed_by text NOT NULL,
  external_id text,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX family_contact_id ON family_contact (id);
CREATE INDEX family_contact_area ON family_contact (place_no, id);

CREATE TABLE device (                  -- a device of remote monitoring (远程监测)
  elder_id uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that placed it
  version int NOT NULL,
  revision int NOT NULL,               -- +1 with each new last day
  place_id uuid NOT NULL,
  place_no int NOT NULL,
  maker uuid NOT NULL,
  kind text NOT NULL,
  external_id text,
  quiet_hours int NOT NULL,
  from_on date NOT NULL,
  until_on date NOT NULL,              -- 9999-12-31: no end is set
  counted_from timestamptz NOT NULL,   -- silence counts from here on
  alerted_at timestamptz,              -- the last alert
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX device_id ON device (id);
CREATE INDEX device_area ON device (place_no, id);

CREATE TABLE alert (                   -- an alert of a device
  elder_id uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that raised it
  version int NOT NULL,
  revision int NOT NULL,
  place_id uuid NOT NULL,
  place_no int NOT NULL,
  maker uuid NOT NULL,
  device_id uuid NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  happened_at timestamptz NOT NULL,
  external_id text,
  risk_id uuid,                        -- that it opened or belongs to
  finding text,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  acknowledged_version int,            -- of the entry that holds the words
  ended_at timestamptz,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX alert_id ON alert (id);
CREATE INDEX alert_area ON alert (place_no, id);
CREATE INDEX alert_state ON alert (state, place_no);

CREATE TABLE device_sign (             -- the last sign of life of a device; no view, and not in the ledger
  device_id uuid PRIMARY KEY,
  elder_id uuid NOT NULL,
  heard_at timestamptz NOT NULL
) WITH (fillfactor = 50);              -- rewritten in place, for no index holds the moment
