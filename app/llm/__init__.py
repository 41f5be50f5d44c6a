"""The LLM: what is asked of it, and the engine behind it."""
