"""The command line. Thin: a command parses its arguments, calls one function and prints.

::

    app.py         the program: its options, and which commands there are
    articles.py    factsheet, extract
    verify.py      verify
    evaluation.py  evaluate
    review.py      review, status, sign, unsign, log
    decide.py      decide
    notes.py       import-notes
    actions.py     what the words after decide mean
    exports.py     export
    models.py      models list, models install
    options.py     options that several commands have
    stored.py      the articles of the store, as a command line names them
    terminal.py    how failures are told, printing, the progress bar

Nothing heavy is imported before a command runs. Results go to standard output, everything else to standard error.
Whatever goes wrong is one line, ``attrib: …``, and a hint; ``--debug`` shows the traceback as well.
"""

from attrib.cli.app import app

__all__ = ["app"]
