"""What is known, and how is it kept on disk: the data folder, kept imports, pieces of a holding."""
