"""The beginning of an HTML page that is complete in itself: nothing is fetched, and only its own script runs."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path

_ASSETS = Path(__file__).parent / "assets"


def asset(*names: str) -> str:
    """The text of style sheets or scripts in assets/, one after the other."""
    return "".join((_ASSETS / name).read_text(encoding="utf-8") for name in names)


def head(title: str, style: str, script: str) -> str:
    """From the document type to the opened body; `title` is plain text, `script` the one script that the page ends with."""
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline';"
        f" script-src 'sha256-{allowed}'\">\n"
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
    )
