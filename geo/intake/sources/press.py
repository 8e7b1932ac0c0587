"""Single press reports: claims of the record, each named by its outlet."""

from geo.intake.sources.source import Source

PRESS = Source("press", outlets=True)
