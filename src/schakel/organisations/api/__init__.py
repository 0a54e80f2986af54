"""What programs can read of organisations."""
