"""Words to days, places, parties and codes. Pure."""
