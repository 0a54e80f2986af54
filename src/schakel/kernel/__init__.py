"""Plain values that every capability may use. No Django here."""
