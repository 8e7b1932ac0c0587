"""Write docs/commands.md from the commands' own parsers: ``python -m tests.commands``."""

import argparse

from geo.__main__ import build_parser
from geo.settings import PROJECT

PAGE = PROJECT / "docs" / "commands.md"


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Give the parser of each command by its name."""
    actions = build_parser()._actions
    return dict(next(a for a in actions if isinstance(a, argparse._SubParsersAction)).choices)


def row(action: argparse.Action) -> str:
    """Write one argument as a row: how it is given, what it takes, what it does."""
    how = ", ".join(f"`{o}`" for o in action.option_strings)
    name = action.metavar or (action.dest.upper().replace("_", "-") if how and action.nargs != 0 else "")
    takes = ", ".join(f"`{c}`" for c in action.choices) if action.choices else f"`{name}`" if name else ""
    more = {"+": ", one or more", "*": ", none or more"}.get(str(action.nargs), "")
    needed = ", required" if how and action.required else ""
    return f"| {how or takes}{needed}{'' if how else more} | {takes if how else ''} | {(action.help or '').replace('|', '/')} |"


def page() -> str:
    """Write the whole page."""
    parts = ["# The commands\n\nMade by `python -m tests.commands` from the commands themselves. Each is run as `python -m geo COMMAND`.\n"]
    helps = {a.dest: a.help for x in build_parser()._actions if isinstance(x, argparse._SubParsersAction) for a in x._choices_actions}
    for name, parser in parsers().items():
        rows = [row(a) for a in parser._actions if not isinstance(a, argparse._HelpAction)]
        parts.append(f"## {name}\n\n{helps[name]}\n\n| argument | takes | |\n|---|---|---|\n" + "\n".join(rows) + "\n")
        if parser.epilog:
            parts.append(f"```text\n{parser.epilog.rstrip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
