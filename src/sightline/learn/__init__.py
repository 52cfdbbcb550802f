"""Learning a payer: regularities in a practice's own remittances that no loaded rule explains, with what speaks for and against.

`run.py` is the way in; `evidence.py` says what is known of each line, `search.py` finds the regularities, `amounts.py`
turns allowed amounts into outcomes that `search.py` understands, `folder.py` writes what was found as edits and contract terms.
"""
