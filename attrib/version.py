"""The version, in a place that imports nothing: analyses are stamped with it, and the build reads it."""

VERSION = "0.1.0"
