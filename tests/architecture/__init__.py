"""What has to stay true of the code as a whole."""
