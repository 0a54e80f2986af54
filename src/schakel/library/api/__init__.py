"""What programs can read of the items of the hub."""
