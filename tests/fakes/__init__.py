"""Stand-ins with a real surface: the code under test cannot tell them from the thing."""
