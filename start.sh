#!/bin/sh
# Double click, or: sh start.sh. Makes the environment beside this file, installs, and opens the map; start/start.py does it.
cd "$(dirname "$0")" || exit 1
for python in python3.14 python3.13 python3.12 python3.11 python3 python; do
  if "$python" -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' >/dev/null 2>&1; then
    exec "$python" start/start.py "$@"
  fi
done
page="$PWD/start/no-python.html"
echo "See $page" >&2
[ -n "$STRIKE_MAP_NO_BROWSER" ] || xdg-open "$page" >/dev/null 2>&1 || open "$page" >/dev/null 2>&1
exit 1
