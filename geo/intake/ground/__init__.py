"""How does a file of the ground (roads, water, built-up areas, names) become slim layers of this land?"""
