"""How does the map and what stands beside it come to a browser?"""
