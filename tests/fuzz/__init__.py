"""Coverage-guided fuzzing of the pure code that reads article text (`make fuzz`); the tests replay its corpus."""
