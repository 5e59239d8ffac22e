"""The hot paths compared with the raw database, in one run on one machine. `make bench`; how to read it: docs/benchmarks.md."""
