"""Projections of one `Results`: terminal, Markdown, JUnit XML, HTML. Nothing here computes a score."""
