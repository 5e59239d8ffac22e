"""The hot paths beside the raw database, measured in one run on one machine. `make bench`; how to read it: docs/benchmarks.md."""
