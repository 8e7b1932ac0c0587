"""Take each defence away in a copy, and see that its test fails: ``python -m tests.defences [NAME ...]``.

A test that passes without the defence it is about proves nothing. Exit status 1 if one does.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from geo.settings import PROJECT

_DATA, _FILES, _FAULTS, _WHOLE, _CLOSED, _LEAVING = (
    f"tests/test_{x}.py" for x in ("hostile_data", "hostile_files", "faults", "integrity", "closed", "leaving")
)
# name: file, what stands there, what is put in its place, the test that must fail
DEFENCES: dict[str, tuple[str, str, str, str]] = {
    "texts are escaped": (
        "pages/parts/escaping.py",
        "{k: html.escape(unturned(v))",
        "{k: str(v)",
        f"{_DATA}::test_hostile_cells_are_text_on_every_page",
    ),
    "messages make no links": (
        "pages/parts/escaping.py",
        '"\\u2060", unturned(text)',
        '"", unturned(text)',
        f"{_DATA}::test_hostile_cells_are_text_on_every_page",
    ),
    "messages decode nothing": (
        "pages/parts/escaping.py",
        "[\\]()<>#+\\-.!|$~:&])",
        "[\\]()<>#+\\-.!|$~:])",
        "tests/test_exploring.py::test_text_of_data_in_a_message_stays_as_it_is",
    ),
    "links name their host": (
        "geo/evidence/incidents.py",
        "[^\\s<>\\\"'@/?#",
        "[^\\s<>\\\"'/?#",
        f"{_DATA}::test_hostile_cells_are_text_in_the_map_that_stands_alone",
    ),
    "export has a policy": (
        "geo/web/alone.py",
        "default-src 'none'; script-src 'sha256-{digest}'",
        "default-src * 'unsafe-inline' data:; script-src * 'unsafe-inline'",
        f"{_DATA}::test_hostile_cells_are_text_in_the_map_that_stands_alone",
    ),
    "formulas are texts": (
        "geo/text/signs.py",
        "isinstance(cell, str) and _FORMULA.match(cell)",
        "False",
        "tests/test_exports.py::test_spreadsheets_run_nothing",
    ),
    "files are read apart": (
        "geo/intake/apart.py",
        "    check_bytes(data)\n    asked =",
        "    return read_table(data, name, choices)\n    asked =",
        f"{_FILES}::test_reader_that_breaks_or_starves_is_one_sentence_and_not_the_end",
    ),
    "no driver follows a file": (
        "geo/intake/process.py",
        '"GDAL_SKIP": others, "OGR_SKIP": others',
        '"GDAL_SKIP": "", "OGR_SKIP": ""',
        f"{_FILES}::test_drivers_that_follow_a_file_elsewhere_are_not_there_when_it_is_read",
    ),
    "scratch goes": (
        "geo/intake/scratch.py",
        "with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=_place(size), ignore_cleanup_errors=True) as folder:",
        "for folder in [tempfile.mkdtemp(prefix=_PREFIX, dir=_place(size))]:",
        f"{_FILES}::test_hostile_file_is_refused_in_one_sentence_or_read_as_what_it_holds",
    ),
    "cells have a limit": (
        "geo/intake/reading.py",
        "if max(int(x.max()) for x in lengths) > s.CELL_CHARACTERS:",
        "if False:",
        f"{_FILES}::test_cell_beyond_its_limit_is_refused_in_every_format",
    ),
    "unpacked size has a limit": (
        "geo/intake/reading.py",
        "> s.UNPACKED_BYTES:",
        "> 10**18:",
        f"{_FILES}::test_archive_that_unpacks_too_large_is_refused_before_it_is_unpacked",
    ),
    "no file in a coordinate system is opened": (
        "geo/intake/formats/crs.py",
        "or not _CRS_TEXT.match(text) or CRS_FILE.search(text)",
        "",
        f"{_FILES}::test_file_named_by_a_coordinate_system_is_never_opened",
    ),
    "cells that are read have a length": (
        "geo/settings.py",
        "READ_CHARACTERS = 1_000 ",
        "READ_CHARACTERS = 1_000_000 ",
        f"{_FILES}::test_one_cell_of_any_column_cannot_hang_or_break_an_import",
    ),
    "unknown coordinate system is refused": (
        "geo/intake/formats/objects.py",
        'next((_read_geojson_crs(v) for v in named), "")',
        '""',
        f"{_FILES}::test_coordinate_system_that_is_not_known_is_never_taken_for_another",
    ),
    "writes are whole": (
        "geo/record/stored.py",
        "            file.write(data)\n",
        "            file.write(data)\n            path.write_bytes(data[: len(data) // 2])\n",
        f"{_FAULTS}::test_export_killed_at_any_moment_leaves_the_old_file_or_the_new",
    ),
    "writers wait": (
        "geo/record/stored.py",
        "    with FileLock(lock, timeout=wait):\n        yield",
        "    yield",
        "tests/test_reconciling.py::test_two_writers_at_once_lose_no_judgement",
    ),
    "second window is told": (
        "geo/record/stored.py",
        "        if not mine:\n            raise ChangedMeanwhile(path.name, [d for x in rest for d in x.decisions if d not in was.decisions])",
        "        mine = mine or rest[:1]",
        f"{_FAULTS}::test_second_window_does_not_write_over_what_the_first_decided",
    ),
    "next start says it": (
        "geo/record/files.py",
        "notices = clear_drafts(folder)",
        "notices = ()",
        f"{_FAULTS}::test_start_after_a_cut_says_what_was_being_written",
    ),
    "inputs are compared": (
        "geo/record/files.py",
        "compare_sums(folder, {one.name: one.sha256 for one in inputs})",
        "()",
        f"{_WHOLE}::test_one_changed_byte_of_any_input_is_noticed_at_load",
    ),
    "exports are sealed": (
        "geo/seals.py",
        "return any(_holds(data, m[1]) for m in ends) if ends",
        "return True if ends",
        f"{_WHOLE}::test_any_changed_byte_of_an_export_is_found",
    ),
    "rows are compared": (
        "geo/out/verify.py",
        "        if row in left[row[at]]:",
        "        if True:\n            continue\n        elif False:",
        f"{_WHOLE}::test_forgery_sealed_again_is_named_in_every_format",
    ),
    "a row counts once": (
        "geo/out/verify.py",
        "            left[row[at]].remove(row)",
        "            pass",
        f"{_WHOLE}::test_forgery_sealed_again_is_named_in_every_format",
    ),
    "headers are exact": (
        "geo/out/verify.py",
        "found = list(_compare_headers(theirs[0], ours[0])) if columns is None else []",
        "found = []",
        f"{_WHOLE}::test_forgery_sealed_again_is_named_in_every_format",
    ),
    "the rest is compared": (
        "geo/out/verify.py",
        "if part != CLAIMS for d in",
        "if False for d in",
        f"{_WHOLE}::test_changed_sentence_is_named_in_every_format_that_has_it",
    ),
    "quoted seals decide nothing": (
        "geo/seals.py",
        "    at = data.rfind(_MARK.encode())\n",
        "    at = data.find(_MARK.encode())\n",
        f"{_WHOLE}::test_sixty_seals_quoted_in_a_place_name_decide_nothing",
    ),
    "what leaves is chosen": (
        "geo/out/share.py",
        'COLUMNS.get(column, frozenset({"safe"}))',
        "COLUMNS.get(column, frozenset())",
        f"{_LEAVING}::test_record_that_is_shared_holds_nothing_private_in_any_of_its_tables",
    ),
    "columns keep private texts back": (
        "geo/out/columns.py",
        '"licence": PUBLIC,',
        '"licence": EVERY,',
        f"{_LEAVING}::test_no_text_that_somebody_wrote_leaves_of_a_private_row",
    ),
    "filters find what leaves": (
        "geo/out/share.py",
        "chosen = Chosen(source, filters, level)",
        'chosen = Chosen(source, filters, level, only=frozenset(shared_id(record, x) for x in record.select(filters).incidents["incident_id"]))',
        f"{_LEAVING}::test_shape_around_the_exact_place_of_a_private_row_does_not_tell_that_it_is_there",
    ),
    "private sources are not searched": (
        "geo/record/joining.py",
        'claims[c].where(~claims["source_private"], "")',
        "claims[c]",
        f"{_LEAVING}::test_text_filter_finds_no_private_source",
    ),
    "private tables have no name in ids": (
        "geo/intake/sources/registry.py",
        "    if mapping.private:\n        named",
        "    if False:\n        named",
        f"{_LEAVING}::test_private_table_is_named_in_no_id",
    ),
    "telling rows are counted": (
        "geo/out/share.py",
        "(incidents.reindex(known) == 1).sum()",
        "(incidents.reindex(known) == 0).sum()",
        f"{_LEAVING}::test_row_alone_with_its_day_and_number_is_told_and_a_wider_day_hides_it",
    ),
    "kept imports are sealed": (
        "geo/intake/kept.py",
        "    if not whole:\n        raise KeptFileBroken",
        "    if False:\n        raise KeptFileBroken",
        "tests/test_kept.py::test_no_changed_byte_of_a_kept_import_is_read",
    ),
    "kept cells have their type": (
        "geo/intake/kept.py",
        "_refuse(next(_nulls(stored), None))",
        "pass",
        "tests/test_kept.py::test_broken_value_null_or_type_is_named_in_one_sentence",
    ),
    "loopback only": (
        ".streamlit/config.toml",
        'address = "127.0.0.1"',
        'address = "0.0.0.0"',
        f"{_CLOSED}::test_nothing_but_this_machine_can_connect",
    ),
    "hosts are listed": (
        ".streamlit/config.toml",
        'allowedHosts = ["localhost", "127.0.0.1"]',
        "",
        f"{_CLOSED}::test_other_host_and_other_origin_are_refused",
    ),
    "origins are checked": (
        ".streamlit/config.toml",
        "[browser]",
        "enableCORS = false\nenableXsrfProtection = false\n[browser]",
        f"{_CLOSED}::test_other_host_and_other_origin_are_refused",
    ),
    "uploads need a token": (
        ".streamlit/config.toml",
        "[browser]",
        "enableXsrfProtection = false\n[browser]",
        f"{_CLOSED}::test_another_site_cannot_upload",
    ),
    "a press is whole": (
        "pages/parts/presses.py",
        'object.__setattr__(state, "_yield_callback", lambda: None)',
        "pass",
        "tests/test_presses.py::test_what_a_press_does_is_not_ended_by_the_next_one",
    ),
    "a press is taken once": (
        "pages/parts/presses.py",
        "if not presses:",
        "if True:",
        "tests/test_presses.py::test_a_button_acts_once_for_each_time_it_is_drawn",
    ),
    "no frame of another site": (
        "pages/parts/language.js",
        "  if (framed(data.framed)) return;",
        "",
        f"{_CLOSED}::test_page_inside_another_site_shows_nothing",
    ),
    "no telemetry": (
        ".streamlit/config.toml",
        "gatherUsageStats = false",
        "gatherUsageStats = true",
        f"{_CLOSED}::test_browser_is_told_to_send_no_usage_figures",
    ),
    "login holds": (
        "pages/parts/arriving.py",
        'if st.user.get("is_logged_in", True):',
        "if True:",
        f"{_CLOSED}::test_visitor_who_is_not_logged_in_gets_nothing",
    ),
    "sessions are apart": (
        "pages/parts/reading.py",
        '(st.session_state.get(k) for k in ("imports", "links", "placed"))',
        '(globals().__setitem__("_" + k, st.session_state.get(k) or globals().get("_" + k)) or globals()["_" + k] for k in ("imports", "links", "placed"))',
        "tests/test_load.py::test_six_sessions_see_only_their_own",
    ),
}


def fails_without(name: str, folder: Path) -> bool:
    """Take one defence away in a copy of the project and say whether its test fails there."""
    file, stands, instead, test = DEFENCES[name]
    path = folder / file
    was = path.read_text(encoding="utf-8")
    assert was.count(stands) == 1, (name, was.count(stands))
    path.write_text(was.replace(stands, instead), encoding="utf-8")
    try:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-n0", test]
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    except subprocess.TimeoutExpired:  # what the defence keeps from hanging hangs
        return True
    finally:
        path.write_text(was, encoding="utf-8")
    return ran.returncode == 1 and " failed" in ran.stdout


def main() -> int:
    proved = 0
    names = sys.argv[1:] or list(DEFENCES)
    with tempfile.TemporaryDirectory(prefix="raqqa-defences-") as folder:
        copy = Path(folder) / "project"
        shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", "output", ".hypothesis"))
        for name in names:
            held = fails_without(name, copy)
            proved += held
            print(f"{name}: {'its test fails without it' if held else 'ITS TEST PASSES WITHOUT IT'}", flush=True)
    print(f"{proved} of {len(names)}")
    return int(proved < len(names))


if __name__ == "__main__":
    sys.exit(main())
