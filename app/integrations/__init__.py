"""Ways into the service from the places where people work: the tools of chat clients."""
