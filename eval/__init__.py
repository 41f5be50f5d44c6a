"""How Sitrep is measured: gold, scores, runs, reports. It calls `app` as users do, and `app` never calls it."""
