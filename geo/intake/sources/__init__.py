"""One module a source; ``registry`` knows them all."""
