-- What the database does by itself when rows change.

-- The ledger is append-only for every role and grant (sealed parts may be deleted, to forget a person). ALWAYS:
-- also in a session that replicates.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON sealed FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OF position, subject, version, hash, agencies OR DELETE OR TRUNCATE ON feed
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE entry ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE sealed ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE feed ENABLE ALWAYS TRIGGER append_only;

-- A stream begins with the number that its place has now.
CREATE TRIGGER numbered AFTER INSERT ON head FOR EACH ROW WHEN (NEW.place_id IS NOT NULL) EXECUTE FUNCTION head_numbered();

-- Nobody comes to a place that ends. An elder who moves has looked for the place behind a lock that its ending waits for.
CREATE TRIGGER taken_in AFTER INSERT ON head FOR EACH ROW WHEN (NEW.noun = 'elder') EXECUTE FUNCTION must_take_in();
CREATE TRIGGER taken_in AFTER INSERT OR UPDATE OF place_id, enabled ON principal
  FOR EACH ROW WHEN (NEW.place_id IS NOT NULL AND NEW.enabled) EXECUTE FUNCTION must_take_in();
CREATE TRIGGER taken_in AFTER INSERT ON contract_place FOR EACH ROW EXECUTE FUNCTION must_take_in();

-- The tally follows owing and kept, in the same transaction.
CREATE TRIGGER tally_insert AFTER INSERT ON owing REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION owing_insert_tally();
CREATE TRIGGER tally_update AFTER UPDATE ON owing REFERENCING NEW TABLE AS came OLD TABLE AS went
  FOR EACH STATEMENT EXECUTE FUNCTION owing_update_tally();
CREATE TRIGGER tally_delete AFTER DELETE ON owing REFERENCING OLD TABLE AS went FOR EACH STATEMENT EXECUTE FUNCTION owing_delete_tally();
CREATE TRIGGER tally_insert AFTER INSERT ON kept FOR EACH ROW WHEN (NEW.alone) EXECUTE FUNCTION kept_row_tally();
CREATE TRIGGER tally_update AFTER UPDATE ON kept FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.* AND (OLD.alone OR NEW.alone))
  EXECUTE FUNCTION kept_row_tally();
CREATE TRIGGER tally_delete AFTER DELETE ON kept REFERENCING OLD TABLE AS went FOR EACH STATEMENT EXECUTE FUNCTION kept_delete_tally();

-- Nothing is changed while the district is closed. The writer's transactions are asked at their doors, for each of their statements
-- touches many tables; everybody else's by these. Left out: what a sign-in and the probe of /readyz write, for reading goes on, and
-- the tally, which follows guarded tables. Replication does not fire them: a district that arrives is closed and filled.
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON place
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON place_name
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON principal
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON client_secret
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON invitation
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON agency
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON contract
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON contract_place
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON contract_elder
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON presence
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON assignment
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON head
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON entry
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON sealed
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON person
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON search_tag
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON said
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON pending
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON feed
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON feed_head
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON standing
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON due
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON owing
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON kept
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON visit
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON attachment
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON need
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON risk
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON task
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON candidate
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON merger
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON campaign
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON special_period
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON adoption
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON month_reopening
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON adoption_progress
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON duty_action
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON pairing
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON urging
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON family_contact
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON device
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON alert
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON device_sign
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON key_check
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON sandbox_clock
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON job
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON job_file
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON job_piece
  FOR EACH STATEMENT WHEN (current_user <> 'carevisit_writer') EXECUTE FUNCTION refuse_closed();
