"""In made worlds whose truth is known, a likelihood says about as often what is true as it says it will, and few called pairs are wrong."""

import pytest

from geo.record.known import Record
from tests.bench.linking import BANDS, ours, two_lists


@pytest.fixture(scope="module")
def scores(record: Record) -> list[dict[str, object]]:
    return [ours(two_lists(record, seed)) for seed in range(20, 26)]


def total(scores: list[dict[str, object]], key: str) -> int:
    return sum(int(x[key]) for x in scores)  # type: ignore[call-overload]


def test_most_called_pairs_are_one_event_and_more_than_half_of_the_shared_events_are_found(scores: list[dict[str, object]]) -> None:
    assert total(scores, "right") > 0.8 * total(scores, "called one")
    assert total(scores, "right") > 0.5 * total(scores, "in both, placed better than 25 km")


def test_likelihoods_come_true_about_as_often_as_they_say(scores: list[dict[str, object]]) -> None:
    for k in range(len(BANDS) - 1):
        n, said, true = (sum(x["bands"][k][j] for x in scores) for j in range(3))  # type: ignore[index]
        assert n > 100
        assert abs(said / n - true / n) < 0.15, BANDS[k]


def test_worlds_repeat(record: Record) -> None:
    assert two_lists(record, 3).equals(two_lists(record, 3))
    assert not two_lists(record, 3).equals(two_lists(record, 4))
