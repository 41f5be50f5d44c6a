"""Sitrep: a news article in, a typed incident summary out, every value with the words it came from."""
