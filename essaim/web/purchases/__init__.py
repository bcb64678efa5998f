"""What an authority really bought, loaded from its own files and matched with the register: private to it."""
