"""The engines: run a relation, return Arrow. Nothing else knows an engine."""
