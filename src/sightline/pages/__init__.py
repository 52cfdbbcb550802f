"""The code page: everything that the loaded reference says of a procedure code, with a source for every fact."""
