"""The only types that cross the stages: the draft, and what was verified of it."""
