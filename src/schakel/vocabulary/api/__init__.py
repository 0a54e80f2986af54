"""What programs can read of themes."""
