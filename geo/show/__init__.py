"""How is a selection told: details, pictures as plain data, playback, tables, answers, comparisons."""
