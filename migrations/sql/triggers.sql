-- What the database does by itself when rows change.

-- The ledger is append-only: whoever tries, and whatever was granted (sealed parts may be deleted, to forget a person). ALWAYS:
-- also in a session that replicates.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON sealed FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON feed FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE entry ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE sealed ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE feed ENABLE ALWAYS TRIGGER append_only;

-- A stream begins with the number that its place has now.
CREATE TRIGGER numbered AFTER INSERT ON head FOR EACH ROW EXECUTE FUNCTION head_numbered();

-- The tally follows owing and kept, in the same transaction.
CREATE TRIGGER tally_insert AFTER INSERT ON owing REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION owing_insert_tally();
CREATE TRIGGER tally_update AFTER UPDATE ON owing REFERENCING NEW TABLE AS came OLD TABLE AS went
  FOR EACH STATEMENT EXECUTE FUNCTION owing_update_tally();
CREATE TRIGGER tally_delete AFTER DELETE ON owing REFERENCING OLD TABLE AS went FOR EACH STATEMENT EXECUTE FUNCTION owing_delete_tally();
CREATE TRIGGER tally_insert AFTER INSERT ON kept FOR EACH ROW WHEN (NEW.alone) EXECUTE FUNCTION kept_row_tally();
CREATE TRIGGER tally_update AFTER UPDATE ON kept FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.* AND (OLD.alone OR NEW.alone))
  EXECUTE FUNCTION kept_row_tally();
CREATE TRIGGER tally_delete AFTER DELETE ON kept REFERENCING OLD TABLE AS went FOR EACH STATEMENT EXECUTE FUNCTION kept_delete_tally();
