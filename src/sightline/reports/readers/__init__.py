"""Readers of procedure reports: which one a file needs is told by its content."""

from .files import read_documents

__all__ = ["read_documents"]
