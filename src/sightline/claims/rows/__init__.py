"""Claims in tables, a row for each service line: CSV, Parquet, and tables in memory."""
