"""The service under mixed traffic and faults for a long time: `make soak`, `make soak ARGS="--minutes 3"`."""
