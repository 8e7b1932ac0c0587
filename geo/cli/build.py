"""``python -m geo build``: files too many for memory made into a holding."""

import argparse
import contextlib
import os
from datetime import date
from pathlib import Path

from geo.cli.opening import add_data, add_language, read_data
from geo.cli.taking import add_reading
from geo.cli.terminal import tell, warn
from geo.intake.formats.raw import Choices
from geo.intake.reports import refused_text
from geo.intake.sources.mapping import read_mapping
from geo.text import words

HELP = "files too many for memory made into a holding"
EPILOG = """\
Reads each file as import does, joins it to the record of the data folder, and writes a folder that the dashboard opens:

  STRIKE_MAP_HOLDING=DIR streamlit run app.py

A claim whose id stands in the record or in an earlier file is counted once. A build that was stopped goes on where it stopped
when it is run again with the same files; holding.json is written last, and without it the folder is not opened. Dask needs
requirements-scale.txt; its workers here listen on 127.0.0.1 only. docs/scale.md says what a build costs and how to plan one.

Exit status: 0 built; 1 a file was refused, or a worker died more than once (run again); 2 an argument was refused.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add = parser.add_argument
    add("file", type=Path, nargs="+", metavar="IN", help="files, or folders of files")
    add("--out", required=True, type=Path, metavar="DIR", help="a new folder, or one an earlier run was stopped in")
    add("--engine", choices=("here", "dask"), default="here", help="one file after the other (here), or several on Dask")
    add("--scheduler", default="", metavar="tcp://HOST:PORT", help="a Dask cluster whose workers share these folders (this machine)")
    add("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="Dask workers on this machine (one a core)")
    add("--memory", default="2GB", metavar="SIZE", help="of each of them (2GB)")
    add_reading(parser)
    add_language(parser)
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Make a holding of files; refused files are told all at once."""
    from geo.holding.build import BuildFailed, build  # not needed for anything else
    from geo.holding.engines import Here, dask_engine
    from geo.holding.inputs import input_files

    record = read_data(args.data, args.lang)
    try:
        mapping = read_mapping(args.mapping.read_bytes()) if args.mapping else None
        gone = next((p for p in args.file if not p.exists()), None)
        if gone or not input_files(args.file) or (args.mapping and mapping is None):
            raise FileNotFoundError(gone or args.mapping or args.file[0])
        choices = Choices(sheet=args.sheet, encoding=args.encoding, crs=args.crs, persons=args.persons)
        with contextlib.nullcontext(Here()) if args.engine == "here" else dask_engine(args.scheduler, args.workers, args.memory) as engine:
            facts = build(args.file, args.out, record, engine, date.today(), args.source or "", choices, mapping)
    except BuildFailed as failed:
        warn(*(refused_text(why, name, args.lang) for name, why in failed.refused))
        return 1
    except ImportError:
        warn(words.say("build_no_dask", args.lang))
        return 2
    except FileExistsError:
        warn(words.say("build_not_empty", args.lang, name=str(args.out)))
        return 2
    except TimeoutError:
        warn(words.say("build_busy", args.lang, name=str(args.out)))
        return 2
    except OSError as error:
        warn(error)
        return 2
    except Exception as error:  # noqa: BLE001 - a task, or the worker under it, failed more than once
        warn(words.say("build_stopped", args.lang, why=f"{type(error).__name__}: {error}"[:300]))
        return 1
    for met in facts["met"]:
        tell(words.say(f"met_{met['kind']}", args.lang, name=met["name"], other=met["other"], new=met["called"]))
    n = {k: sum(p[k] for p in facts["pieces"]) for k in ("rows", "kept", "fixed", "person", "refused", "held")}
    n |= {"files": len(facts["pieces"]), "already": facts["already_here"], "claims": facts["claims"], "incidents": facts["incidents"]}
    tell(words.say("build_done", args.lang, name=str(args.out), **{k: words.number(v, args.lang) for k, v in n.items()}))
    return 0
