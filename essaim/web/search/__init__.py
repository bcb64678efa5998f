"""Full-text search of what people write: one engine for every app, the same on SQLite and on PostgreSQL."""
