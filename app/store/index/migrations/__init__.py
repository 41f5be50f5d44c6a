"""What alembic runs at the service's start: each file in `versions/` brings the tables one version on."""
