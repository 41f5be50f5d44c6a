"""The peers beside Sitrep: naive calls and langextract, on the engine and the documents that Sitrep is measured on."""
