-- What each role may do at all; which rows, the walls say. The keeper may not change or delete an entry, the writer may only add to
-- the ledger, and readers only read. Each door is granted in its own file.

-- access
GRANT SELECT, INSERT, UPDATE, DELETE ON place TO carevisit_keeper;
GRANT SELECT ON place TO carevisit_writer, carevisit_area, carevisit_assigned, carevisit_own, carevisit_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON place_name TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON place_name TO carevisit_area, carevisit_assigned, carevisit_own;
GRANT SELECT, INSERT, UPDATE, DELETE ON principal TO carevisit_keeper;
-- of the account or client that a door has opened; neither its hash is read nor its role changed
GRANT SELECT (id, role, name, login, jwks, place_id, scopes, generation, enabled) ON principal TO carevisit_writer;
GRANT INSERT (id, role, name, login, secret_hash, place_id, maker, scopes) ON principal TO carevisit_writer;
GRANT UPDATE (name, secret_hash, jwks, place_id, scopes, generation, enabled) ON principal TO carevisit_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON client_secret TO carevisit_keeper;
GRANT SELECT (client, no, until_at), INSERT, UPDATE (until_at), DELETE ON client_secret TO carevisit_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON used_assertion TO carevisit_keeper;
GRANT SELECT, INSERT, UPDATE, DELETE ON invitation TO carevisit_keeper, carevisit_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON last_sign_in TO carevisit_keeper;
GRANT SELECT, INSERT, UPDATE, DELETE ON refresh_token TO carevisit_keeper;
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_delay TO carevisit_keeper;
GRANT SELECT, INSERT, UPDATE, DELETE ON agency TO carevisit_keeper;
GRANT SELECT, INSERT, UPDATE ON agency TO carevisit_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON contract, contract_place, contract_elder TO carevisit_keeper;
GRANT SELECT ON contract, contract_place, contract_elder, contract_at TO carevisit_writer;
GRANT SELECT ON contract_at TO carevisit_keeper;
GRANT SELECT, INSERT, UPDATE, DELETE ON presence TO carevisit_keeper, carevisit_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON assignment TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON assignment TO carevisit_assigned;
GRANT SELECT, INSERT, UPDATE, DELETE ON assignment_due TO carevisit_keeper;

-- ledger
GRANT SELECT, INSERT, UPDATE, DELETE ON head TO carevisit_keeper;
GRANT SELECT, INSERT, UPDATE ON head TO carevisit_writer;
GRANT SELECT ON head TO carevisit_area, carevisit_assigned;
GRANT SELECT, INSERT ON entry TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON entry TO carevisit_area, carevisit_assigned, carevisit_own;
GRANT SELECT, INSERT, DELETE ON sealed TO carevisit_keeper;
GRANT SELECT, INSERT ON sealed TO carevisit_writer;
GRANT SELECT ON sealed TO carevisit_area, carevisit_assigned, carevisit_own;
GRANT SELECT, INSERT, UPDATE, DELETE ON person TO carevisit_keeper;
GRANT SELECT, INSERT ON person TO carevisit_writer;
GRANT SELECT (id, wrapped) ON person TO carevisit_area, carevisit_assigned, carevisit_own;  -- useless without the deployment's key
GRANT SELECT, INSERT, UPDATE, DELETE ON search_tag TO carevisit_keeper;
GRANT SELECT, INSERT ON search_tag TO carevisit_writer;
GRANT SELECT ON search_tag TO carevisit_area, carevisit_assigned;
GRANT SELECT, INSERT, UPDATE, DELETE ON said TO carevisit_keeper;
GRANT INSERT ON said TO carevisit_writer;
GRANT SELECT (owner, number, subject, version) ON said TO carevisit_area, carevisit_assigned, carevisit_own;
GRANT SELECT, INSERT, UPDATE, DELETE ON pending TO carevisit_keeper;
GRANT INSERT ON pending TO carevisit_writer;
GRANT USAGE ON SEQUENCE pending_ingest_seq TO carevisit_keeper, carevisit_writer;
GRANT SELECT, INSERT, UPDATE (places, beyond) ON feed TO carevisit_keeper;
GRANT SELECT, INSERT, UPDATE, DELETE ON feed_head TO carevisit_keeper;
GRANT SELECT ON feed_head TO carevisit_app;

-- standing
GRANT SELECT, INSERT, UPDATE, DELETE ON standing TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON standing TO carevisit_area, carevisit_assigned;
GRANT SELECT, INSERT, UPDATE, DELETE ON due TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON due TO carevisit_area, carevisit_assigned;
GRANT SELECT, INSERT, UPDATE, DELETE ON owing TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON owing TO carevisit_area, carevisit_assigned;
GRANT SELECT, INSERT, UPDATE, DELETE ON kept TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON kept TO carevisit_area, carevisit_assigned;
GRANT SELECT, INSERT, UPDATE, DELETE ON tally TO carevisit_keeper;
GRANT INSERT ON tally TO carevisit_writer;
GRANT SELECT ON tally TO carevisit_area;
GRANT SELECT ON tally_amiss TO carevisit_keeper;

-- visits
GRANT SELECT, INSERT, UPDATE, DELETE ON visit TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON visit TO carevisit_area, carevisit_own;
GRANT SELECT, INSERT, UPDATE, DELETE ON attachment TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON attachment TO carevisit_area, carevisit_own;

-- cases
GRANT SELECT, INSERT, UPDATE, DELETE ON need TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON need TO carevisit_area, carevisit_own;
GRANT SELECT, INSERT, UPDATE, DELETE ON risk TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON risk TO carevisit_area, carevisit_own;
GRANT SELECT, INSERT, UPDATE, DELETE ON task TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON task TO carevisit_area, carevisit_assigned, carevisit_own;

-- census
GRANT SELECT, INSERT, UPDATE, DELETE ON candidate TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON candidate TO carevisit_area;
GRANT SELECT, INSERT, UPDATE, DELETE ON merger TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON merger TO carevisit_area;
GRANT SELECT, INSERT, UPDATE ON campaign TO carevisit_keeper;
GRANT SELECT ON campaign TO carevisit_area;

-- places
GRANT SELECT, INSERT, UPDATE, DELETE ON special_period TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON special_period TO carevisit_area, carevisit_assigned;
GRANT SELECT, INSERT, UPDATE, DELETE ON adoption TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON adoption TO carevisit_area, carevisit_assigned;
GRANT SELECT, INSERT, UPDATE, DELETE ON month_reopening TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON month_reopening TO carevisit_area, carevisit_assigned;
GRANT SELECT, INSERT, UPDATE, DELETE ON adoption_progress TO carevisit_keeper;
GRANT SELECT, INSERT, UPDATE, DELETE ON duty_action TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON duty_action TO carevisit_area;

-- care
GRANT SELECT, INSERT, UPDATE, DELETE ON pairing TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON pairing TO carevisit_area;
GRANT SELECT, INSERT, UPDATE, DELETE ON urging TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON urging TO carevisit_area, carevisit_own;
GRANT SELECT, INSERT, UPDATE, DELETE ON family_contact TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON family_contact TO carevisit_area, carevisit_own;
GRANT SELECT, INSERT, UPDATE, DELETE ON device TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON device TO carevisit_area, carevisit_assigned;
GRANT SELECT, INSERT, UPDATE, DELETE ON alert TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON alert TO carevisit_area, carevisit_own;
GRANT SELECT, INSERT, UPDATE, DELETE ON device_sign TO carevisit_keeper;
GRANT SELECT ON device_sign TO carevisit_area, carevisit_assigned;
GRANT SELECT ON device_quiet TO carevisit_area, carevisit_assigned;

-- jobs
GRANT SELECT, INSERT, UPDATE ON job TO carevisit_keeper;
GRANT SELECT, INSERT, DELETE ON job_file TO carevisit_keeper;
GRANT SELECT, INSERT, DELETE ON job_piece TO carevisit_keeper;

-- operation
GRANT SELECT, UPDATE ON district TO carevisit_keeper;
GRANT SELECT, INSERT ON key_check TO carevisit_keeper;
GRANT SELECT, UPDATE ON write_probe TO carevisit_keeper;
GRANT SELECT, UPDATE ON sandbox_clock TO carevisit_keeper;
GRANT SELECT ON sandbox_clock TO carevisit_app;
GRANT SELECT ON alembic_version TO carevisit_keeper;  -- to know whether the program fits the database
