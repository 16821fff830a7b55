"""The two tables: schema, rows as they come, columns of repeated texts, Parquet."""
