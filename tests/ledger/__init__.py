"""The ledger's promises, each with a test that fails when it is broken."""
