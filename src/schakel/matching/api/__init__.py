"""What programs can ask."""
