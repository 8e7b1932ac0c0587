"""The commands of ``python -m geo``: one module a command, each with ``HELP``, ``EPILOG``, ``add_arguments`` and ``run``."""
