"""The tests, a package so that they can share hand-made material: ``from tests.handmade import read_parse``."""
