"""The strike map of a countryside without its pages: evidence, areas, time, totals and the map."""
