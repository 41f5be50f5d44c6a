"""Rules and a parser that help the embedded model to read: one more proposer."""
