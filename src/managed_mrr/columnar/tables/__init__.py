"""Tables: evidence in from Arrow tables, Parquet files and frames, checked as a whole, and the way back."""
