"""Whether the words that a draft names carry its values. Pure."""
