"""Lets ``python -m attrib`` do what the command does (Windows has an `attrib` of its own)."""

from attrib.cli import app

if __name__ == "__main__":
    app(prog_name="attrib")
