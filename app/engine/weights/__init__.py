"""The files of the models: where they are on this machine, and how they come to it."""
