"""Which incidents does a reader want to see, and how does that read in an address?"""
