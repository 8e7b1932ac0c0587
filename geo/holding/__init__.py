"""How is a record too many for memory built, opened and cut to what a page can show?"""
