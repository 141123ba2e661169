"""Document → Parse: sentences, trees and names, by Stanza's pipeline. The only room that imports stanza."""

from attrib.parse.parser import BUNDLED, PACKAGES, Parser, install, load

__all__ = ["BUNDLED", "PACKAGES", "Parser", "install", "load"]
