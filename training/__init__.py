"""Training of the embedded model: labelled articles to the served wire, adapters and heads trained on it, and their scores."""
