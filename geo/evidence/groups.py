"""Which incidents are one event if the likely pairs are, and how many incidents there are then?

Each list of incidents is one observer's; two lists that overlap are not a count of events. Groups are made once for the whole record, so
that they do not change with what a reader chooses; they are no judgement, and nothing is merged by them.
"""

from collections.abc import Collection, Iterable, Mapping

from geo.evidence.joined import Joined

Groups = tuple[tuple[str, ...], ...]


def group_likely(
    pairs: Iterable[tuple[str, str, float]], sources: Mapping[str, Collection[str]], different: Collection[frozenset[str]]
) -> Groups:
    """Join incidents into groups by pairs, the likeliest first: at most one incident of a source, and no two that a person judged to be
    different events or one a part of the other.

    Parameters
    ----------
    pairs : incident ids and how likely they are one event, likely ones only; in any order.
    sources : the sources of each incident.
    different : pairs of incident ids, from ``links.different_pairs``.

    Returns
    -------
    the groups of two and more, ids in alphabetical order; the same for the same pairs in any order.
    """
    joined = Joined()
    members: dict[str, set[str]] = {}
    taken: dict[str, set[str]] = {}
    apart: dict[str, set[str]] = {}
    for a, b in map(tuple, different):
        apart.setdefault(a, set()).add(b)
        apart.setdefault(b, set()).add(a)
    for one, other, _ in sorted(pairs, key=lambda pair: (-pair[2], *sorted(pair[:2]))):
        a, b = joined.head(one), joined.head(other)
        both = [(members.get(x, {x}), taken.get(x, set(sources[x]))) for x in (a, b)]
        (these, mine), (those, theirs) = both
        if a == b or mine & theirs or any(apart.get(x, set()) & those for x in these):
            continue
        joined.join(a, b)
        head = joined.head(a)
        members[head], taken[head] = these | those, mine | theirs
    return tuple(sorted(tuple(sorted(ids)) for head, ids in members.items() if joined.head(head) == head))
