"""The commands, one module per room; sightline.cli gathers them."""
