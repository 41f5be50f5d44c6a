"""What goes wrong, and what users see then. Each test names the case of docs/reliability.md that it shows."""
