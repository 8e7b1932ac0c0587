"""Which things belong together when they are joined two by two?"""


class Joined:
    """Sets of ids that only ever grow together; the head of a set is its first id in alphabetical order, in whatever order it was joined."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def head(self, one: str) -> str:
        """Give the head of an id's set; an id that was never joined is its own."""
        above = self._above
        while (up := above.get(one, one)) != one:
            above[one] = above.get(up, up)
            one = up
        return one

    def join(self, one: str, other: str) -> None:
        """Make one set of the sets of two ids."""
        first, second = sorted((self.head(one), self.head(other)))
        self._above[second] = first
