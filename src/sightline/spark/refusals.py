"""What Spark says of an address that it cannot read or write, as one sentence: what is wrong, and what to do.

Spark's own words are an error class or a Java exception with its stack. Only what is known to be about the address is
turned into a sentence; any other error passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

from sightline.errors import SightlineError

_CONVERT = "Spark reads claims as Parquet, which `sightline convert FILE --output claims.parquet` writes"
_INSTEAD = "or copy the files to a folder of this machine"
#: The package of Hadoop that reads the addresses of a scheme.
_PACKAGES = {
    "s3": "hadoop-aws", "s3a": "hadoop-aws", "s3n": "hadoop-aws", "abfs": "hadoop-azure", "abfss": "hadoop-azure",
    "wasb": "hadoop-azure", "wasbs": "hadoop-azure", "gs": "gcs-connector",
}  # fmt: skip

#: What stands in Spark's words, and what it means; the first that is found speaks. Braces are groups of the pattern.
ADDRESS = (
    (r"No FileSystem for scheme|Class org\.apache\.hadoop\.fs\.\S+ not found|UNSUPPORTED_FILE_SYSTEM", "{no_files}"),
    (r"UnknownHostException: (?P<host>\S+)", "no host is known by the name {host}: correct the address"),
    (
        r"ConnectException|Connection refused|NoRouteToHost|timed out",
        "its host does not answer: is it up, and reachable?",
    ),
    (
        r"AccessControlException|Permission denied|AccessDenied|Access Denied|Forbidden",
        "permission denied: give this user, or the credentials that Spark has, the right to it",
    ),
    (
        r"URISyntaxException|Can not create a Path|Incomplete HDFS URI|Illegal file pattern",
        "not an address that Spark takes: give a path, or an address such as s3a://bucket/folder",
    ),
)
READING = (
    *ADDRESS,
    (r"PATH_NOT_FOUND|FileNotFoundException", "no such file or folder"),
    (
        r"UNABLE_TO_INFER_SCHEMA",
        f"there is no Parquet with rows in it (in folders below it does not count); {_CONVERT}",
    ),
    (
        r"reading file (?P<file>.+?)\.\s+Data type.*Parquet column \[(?P<column>[^\]]*)\]",
        "{file}: its column {column} has another type than in the files beside it: write all of them with one",
    ),
    (r"reading file (?P<file>.+?)\.\s+[A-Z]", f"{{file}}: not Parquet, or damaged; {_CONVERT}"),
    (
        r"COLUMN_ALREADY_EXISTS\] The column `(?P<name>[^`]*)`",
        "two columns are named {name}, but for capitals: rename one",
    ),
    (
        r"\[(?:PARQUET_TYPE_\w+|UNSUPPORTED_\w*TYPE)[^\]]*\] (?P<what>.*?)\.? SQLSTATE",
        "a column is of a type that Spark does not read ({what}): write it as text or as a date",
    ),
)
WRITING = (
    *ADDRESS,
    (
        r"ParentNotDirectory|Mkdirs failed|Read-only file system|Not a directory",
        "nothing can be written there: give another --output",
    ),
)
#: Of a whole run, where words of an address may be about any of several.
RUNNING = ((r"No space left on device", "no space is left there: free some, or give another --output"),)


@contextmanager
def refusing(
    address: str, kind: type[SightlineError], meanings: tuple[tuple[str, str], ...], otherwise: str = ""
) -> Iterator[None]:
    """Raise `kind` with one sentence for what Spark says of `address`, by `meanings` (READING, WRITING or RUNNING).

    What they do not know is reported as `otherwise` with the name of Java's error, and without `otherwise` raised as it is.
    """
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException, PythonException

    try:
        yield
    except (Py4JJavaError, PySparkException) as error:
        text = str(error)
        if reason := meaning(text, address, meanings):
            raise kind(reason) from None
        if not otherwise or isinstance(error, PythonException):
            raise
        name = re.search(r"\w+(?:Exception|Error)\b", text.partition("\n: ")[2])
        raise kind(f"{shown(address)}: {otherwise} ({name[0] if name else type(error).__name__})") from None


def meaning(text: str, address: str, meanings: tuple[tuple[str, str], ...]) -> str:
    """What Spark's words mean, and of which address or file; "" when `meanings` do not know them."""
    for pattern, sentence in meanings:
        if found := re.search(pattern, text):
            reason = sentence.format(no_files=_no_files(address), **{k: shown(v) for k, v in found.groupdict().items()})
            return reason if sentence.startswith("{file") else f"{shown(address)}: {reason}"
    return ""


def shown(address: str) -> str:
    """An address as it may be shown: without passwords and keys, and a file of this machine by its path."""
    bare = re.sub(r"//[^/@]*:[^/@]*@", "//", address).partition("?")[0]
    return re.sub("^file:/+", "/", unquote(bare) if bare.startswith("file:///") else bare)


def _no_files(address: str) -> str:
    scheme = address.partition(":")[0].lower()
    lacks = f"Spark here has no file system for {scheme}:"
    if scheme not in _PACKAGES:
        return f"{lacks} add one to it, {_INSTEAD}"
    other = "outside of EMR write s3a://, and " if scheme in ("s3", "s3n") else ""
    return f"{lacks} {other}give it the package {_PACKAGES[scheme]} (spark.jars.packages), {_INSTEAD}"
