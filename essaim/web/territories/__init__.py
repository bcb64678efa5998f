"""Finding a territory and showing its portrait."""
