"""What does a reader read, in each language, and how are numbers, ranges and days written?"""
