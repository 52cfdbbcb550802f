"""Answers to denials: text, JSON, CSV."""
