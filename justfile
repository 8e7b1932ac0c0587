# Short names for what is done often; `just` lists them. Needs the environment of README.md (.venv).
python := ".venv/bin/python"

_list:
    @just --list

# open the dashboard
dev:
    .venv/bin/streamlit run app.py

# every test, as in the README
test:
    {{python}} -m pytest

# what can be told in a minute: style, types, rooms, words, commands
fast:
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
    .venv/bin/mypy
    {{python}} -m pytest -q -n0 tests/test_rooms.py tests/test_words.py tests/test_habits.py

# everything a change must pass
check:
    .ci/run

# how long a slider move takes beside a bare page; figures: tests/bench/RESULTS.md
bench *arguments="slider --rows 10000 --moves 12":
    {{python}} -m tests.bench {{arguments}}

# the pictures of docs/walk.md and the README, in both languages; look at each before committing it
walk *names:
    {{python}} -m tests.walk {{names}}

# the story of docs/story.md, after a change of the record or of what is drawn
story:
    {{python}} -m geo story docs/story-four-places.json --out docs/story-four-places.html

# whether figures, sentences, pictures, cards, exports and a holding are byte for byte what they were (ten minutes)
freeze:
    {{python}} -m pytest -q -n0 -m "long or not long" tests/test_freeze.py

# docs/commands.md from the commands themselves
commands:
    {{python}} -m tests.commands
