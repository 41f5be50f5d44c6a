"""Records as people read them. Pure."""
