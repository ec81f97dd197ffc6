"""The database: models, and functions over them. Nothing outside this room touches a model."""
