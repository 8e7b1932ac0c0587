"""How does a file that somebody brings become claims: read, checked, told row by row."""
