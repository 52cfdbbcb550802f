"""Readers of procedure reports: which one a file needs is recognized by its content."""

from .files import documents_in, read_documents

__all__ = ["documents_in", "read_documents"]
