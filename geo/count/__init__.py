"""How many: totals of a selection, of a window, of a stretch of time."""
