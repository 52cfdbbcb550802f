"""A contract for people and for programs: its terms, what to look at, and which term pays for a code."""
