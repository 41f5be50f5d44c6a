"""Verified values to incidents: claims merged per source, estimates computed, every item in its place. Pure."""

from app.assemble.record import assemble

__all__ = ["assemble"]
