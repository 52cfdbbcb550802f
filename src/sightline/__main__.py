"""`python -m sightline`."""

from sightline.cli import run

run()
