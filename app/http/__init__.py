"""HTTP: routes, and the one table of statuses."""
