"""The Raqqa countryside strike map without its pages: evidence, areas, time, totals and the map."""
