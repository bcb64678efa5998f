"""The read-only HTTP interface, /api/v1/."""
