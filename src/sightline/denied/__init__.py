"""After a remittance: what to do with each line that was denied, reduced or rejected, by when, and on what ground."""
