"""``python -m geo summary``: the totals of a selection."""

import argparse
import json

from geo.cli.selecting import add_filters, choose
from geo.cli.terminal import tell, tell_json
from geo.show.chosen import Chosen
from geo.show.found import places_meant
from geo.show.repeat_marks import repeat_lines
from geo.show.summary import to_json

HELP = "totals of a selection"
EPILOG = """\
summary prints the totals of a selection; without filters it covers all claims, fighting included, but for attacks on
civilians by a named side, which are never added to strikes: --kind attack_on_civilians covers these.

JSON keys (--json):
  claims, incidents      incidents = certain + possible
  possible               incidents whose date interval only overlaps the window
  headline               Confirmed + Fair
  by_grading, by_source  each with claims, incidents, possible, killed_min, killed_max, open_ended, no_figure,
                         status_unknown; killed figures are of certain incidents, as the claims that carry the grading
                         state them; killed_max reads "or more" when open_ended is true; killed_min is null where nobody
                         states a lowest number, and lows counts those with one, no_lowest those with a highest one
                         only; differ counts those whose claims exclude each other; others, others_min, others_max, others_open, others_lows: the same of what other
                         sources say of these incidents; near are known only to about 25 km; fought are counted as fighting between named sides; by_source adds up that
                         source's own claims (several of them on one incident are not added)
                         opens counts those that say "at least"
  carried                by headline or grading, where single incidents make more than a quarter of the distance between
                         the two ends of killed (of ten or more): incidents (incident_id, killed_min, killed_max,
                         open_ended), the widest first; killed, what they make of between, the distance; rest_min,
                         rest_max, rest_open, both ends without them
  by_answer              incidents by what the attacker answered: incidents, possible, claims
  answers                how the incidents stand answered as last read: read and last_statement (days; after the last statement nothing
                         shows an answer), could_be_answered (incidents whose sources record answers), by_accused (incidents
                         that accuse a party, by_answer, conceded: dead conceded under credible, conceded_otherwise: under any
                         other answer; an incident that accuses several is in each of them), conceded and conceded_otherwise
                         (each incident once), dated (answers with the day of a statement), days_to_answer (from the last day
                         of the incident to the first statement)
  by_area                per subdistrict P-code: incidents, possible, claims
  repeats                named places with more than one incident, by P-code (places): incidents, possible, if_pairs_are_one, sure (more than one
                         however likely pairs and possible dates turn out), strikes (certain ones counted as such), hit_again (more than one of
                         these however likely pairs turn out), claims, sources, first, last, days_min, days_max (from the first to the last certain one), undated, known_less_well (may be there,
                         not counted), by_grading and carried as above; sure, hit_again and places_with_one (places), at_no_named_place (incidents); an incident is at the named
                         place within 2 km of its point if it is known to a city or better
  wider                  known only to a wider area than a subdistrict
  unlocated, outside     without a position; with a point outside the governorate
                         by_area + wider + unlocated + outside = incidents
  in_view                with --view: incidents by how they lie to the frame; whole + edge (disc crosses it, or no precision stated)
                         are counted, reaching (position outside, disc reaches in) and unplaced are not
  undated                incidents a window narrower than the data leaves out
  city_counted_apart, unknown_counted_apart, outside_counted_apart
                         what an extent tells beside its sums: in the city, on a side of its line that is not known
                         (no position, 25 km or an area that may reach into the city), outside the governorate
  by_kind                incidents by kind of event, each counted once: incidents, possible, claims
  attacks_counted_apart  attacks on civilians by a named side that pass every other filter
  fighting_counted_apart fighting without civilian dead, where --fighting 0 leaves it out
  fighting, aggregates, set_aside, pairs_that_may_be_one_event
  incidents_if_pairs_are_one
                         certain incidents, if the likely ones of those pairs are one event; no lower bound
  coverage               for incidents, gradings, answers and declared_strikes, what of the window the sources chosen cover: state (all,
                         part, none; unknown where nobody has said), days covered as a series, days of which a source only speaks
                         (single), and missing: [first, last] each
  waiting                rows of files brought in that wait for a person and are in none of the figures above, and the most
                         they would add: rows, incidents, killed, open_ended ("or more"), no_figure (that state none)

Exit status: 0 done; 1 the data folder has problems, all of them listed; 2 an argument was refused.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("--json", action="store_true", help="all totals as JSON")
    parser.add_argument(
        "--repeats", dest="name_repeats", action="store_true", help="name the places with more than one incident too, a line each"
    )
    add_filters(parser)


def run(args: argparse.Namespace) -> int:
    """Print the totals of the selection, in sentences or as JSON."""
    record, filters, view = choose(args)
    chosen = Chosen(record, filters, view.level)
    if args.json:
        tell_json(json.dumps(to_json(chosen) | {"data": record.fingerprint}, indent=1))
    else:
        meant = places_meant(record, filters.text, view.lang)
        tell(*chosen.sentence(view.lang), *(f"{name}: --area {code}" for code, name in meant))
        if args.name_repeats:
            tell(*repeat_lines(chosen, view.lang))
    return 0
