"""Claims written again: CSV, Parquet, FHIR."""
