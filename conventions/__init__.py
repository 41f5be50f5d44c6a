"""Rules by which conflict data sets turn words into numbers, one YAML file each. Read by `app.export.conventions`."""
