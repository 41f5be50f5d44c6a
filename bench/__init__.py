"""Measurements that are no tests: what else could be used in Sitrep's place, on the same documents and model."""
