"""What is a claim, what is an incident, and which claims may be about one event?"""
