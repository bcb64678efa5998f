"""Speed and memory at the size of France. Not tests: figures depend on the machine. `make bench` runs them."""
