"""Settings, addresses and servers' entry points of the site."""
