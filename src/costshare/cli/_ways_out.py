"""What an error says of arguments in Python, as options of the command line."""

_OPTIONS = {
    "columns={": "--column FIELD=HEADER",
    "delimiter=": "--delimiter",
    "encoding=": "--encoding",
    "sheet=": "--sheet",
    "decimal=": "--decimal",
    "day_first=": "--day-first or --month-first",
    "total=": "--total",
    "currency=": "--currency",
    "pool=": "--pool",
    "leave_out=": "--leave-out",
}


def on_the_command_line(message: str) -> str:
    """Add the options that a message names as arguments.

    Examples
    --------
    >>> on_the_command_line("a.csv may be read with several delimiters; pass delimiter=…")
    'a.csv may be read with several delimiters; pass delimiter=… (here: --delimiter)'
    """
    options = [option for argument, option in _OPTIONS.items() if argument in message]
    return f"{message} (here: {', '.join(options)})" if options else message
