"""Where is it: distances, place names in both scripts, named places, areas."""
