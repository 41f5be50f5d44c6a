"""Tests of `app.review`."""
