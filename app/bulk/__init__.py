"""Many articles, one after the other or some at once: from files, and within one request."""
