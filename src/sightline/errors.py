"""The root of the errors that are for users."""


class SightlineError(Exception):
    """Something that the user can fix: the message says what is wrong, where, and what to do."""
