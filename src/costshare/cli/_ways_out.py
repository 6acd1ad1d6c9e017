"""What an error says of arguments in Python, as options of the command line."""

from collections.abc import Collection

_OPTIONS = {
    "columns={": "--column FIELD=HEADER",
    "types={": "--type VALUE=credit or --type VALUE=invoice",
    "delimiter=": "--delimiter",
    "encoding=": "--encoding",
    "sheet=": "--sheet",
    "decimal=": "--decimal",
    "day_first=": "--day-first or --month-first",
    "total=": "--total",
    "currency=": "--currency",
    "pool=": "--pool",
    "leave_out=": "--leave-out",
    "date=[": "--date",
    "unit=": "--unit",
    "final=": "--final",
    "policy=TrueUp(": "--rule true-up",
    "before is the worklist": "--worklist",
}


def on_the_command_line(message: str, has: Collection[str]) -> str:
    """Add the options that a message names as arguments, as far as the command has them.

    Examples
    --------
    >>> on_the_command_line("it may be read in two ways; pass delimiter=…", {"--delimiter"})
    'it may be read in two ways; pass delimiter=… (here: --delimiter)'
    """
    options = [
        option
        for argument, option in _OPTIONS.items()
        if argument in message and option.split()[0] in has
    ]
    return f"{message} (here: {', '.join(options)})" if options else message
