"""What does one cell say: a day, a number of people, a position, a governorate? A text that can mean two things is not read."""
