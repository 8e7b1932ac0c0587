"""Is each column of a file what it should be, what was mended in it, and what must a person look at? One concern a module."""
