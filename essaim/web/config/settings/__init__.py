"""One module a situation: dev (default), test, production. What they share is in base."""
