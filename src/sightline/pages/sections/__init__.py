"""The sections of a code page, one module each: `section(subject)` gives a Section."""
