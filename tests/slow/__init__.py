"""The long proofs: rivals, crashes, and a model that the system must agree with."""
