"""What does a file hold, format by format? Each module makes one table of texts of the formats it knows; nothing is interpreted."""
