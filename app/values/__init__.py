"""Words to values: dates, counts, places, codes. Pure."""
