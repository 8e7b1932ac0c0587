#!/bin/sh
# For macOS: double click. The first time: right click, Open (it was made elsewhere, and macOS asks).
cd "$(dirname "$0")" && exec sh ./start.sh "$@"
