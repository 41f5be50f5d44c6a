"""The page: an article beside its record, each value linked with its words."""
