"""What must be installed before Spark can run here: packages of Python, and Java."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import warnings
from pathlib import Path

from sightline.extras import install

_PYSPARK, _JAVA = 4, 17  # the oldest that serve
_QUIET = Path(__file__).parent / "quiet.properties"


def lacking_packages() -> str:
    """What is wrong with the packages of Python that Spark needs, in one sentence; "" when nothing is."""
    needed = f"--engine spark needs PySpark {_PYSPARK} or later and pandas 2.2 or later: {install('spark')}"
    try:
        import pyspark
        from pyspark.sql.pandas.utils import require_minimum_pandas_version, require_minimum_pyarrow_version

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            require_minimum_pandas_version()
            require_minimum_pyarrow_version()
    except ImportError:
        return needed
    return needed if int(pyspark.__version__.partition(".")[0]) < _PYSPARK else ""


def lacking_java() -> str:
    """What is wrong with the Java that Spark would start, in one sentence; "" when nothing is."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else "java"
    place = f"JAVA_HOME ({home})" if home else "PATH"
    if shutil.which(java) is None:
        return (
            f"Spark needs Java {_JAVA} or later, and {place} has none: install a Java runtime, or set JAVA_HOME to it"
        )
    try:
        printed = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=False).stderr
    except (OSError, subprocess.TimeoutExpired):
        printed = ""
    # Until Java 8 a version was written 1.8.
    found = re.search(r'version "(?:1\.)?(\d+)', printed)
    if found and int(found[1]) < _JAVA:
        return f"Spark needs Java {_JAVA} or later, and {place} has Java {found[1]}: install a newer one, or set JAVA_HOME to it"
    return ""


def java_options() -> str:
    """Options for the Java of a session that Sightline starts: without its log, unless SIGHTLINE_DEBUG is set."""
    return "" if os.environ.get("SIGHTLINE_DEBUG") else f"-Dlog4j2.configurationFile={_QUIET.as_uri()}"
