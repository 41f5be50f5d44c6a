"""Settings, errors and counters: what every other package may know."""
