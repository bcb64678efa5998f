"""Tables as files. Each file says which release it comes from, and carries its banner."""
