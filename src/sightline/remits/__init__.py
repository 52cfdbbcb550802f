"""Remittances: the reader of 835, what balances in it (`balance`), and what was paid against what should have been (`run`)."""

from .batch import RemitBatch
from .files import RemitsError, read_remits
from .x12_835 import read_835

__all__ = ["RemitBatch", "RemitsError", "read_835", "read_remits"]
