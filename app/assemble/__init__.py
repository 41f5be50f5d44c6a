"""Verified values to incidents: claims merged per source, estimates computed. Pure."""
