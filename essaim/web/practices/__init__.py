"""Experiences: who did what with the ESS, by which lever, and what came of it."""
