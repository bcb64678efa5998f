"""Declared public contracts: what each buyer and each territory buys, from whom, and what the data cannot tell."""
