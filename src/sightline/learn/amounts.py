"""What a payer allows, as outcomes: its usual percent of Medicare by month, and lines that it allows at a factor of that."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa

from sightline.engines.duckdb import DuckDB
from sightline.learn.search import ALPHA, divergence

#: A ratio fits a percent when it is no farther off than this: amounts are rounded to the cent.
CLOSE = 0.002
#: Months with fewer lines say nothing by themselves.
_FEWEST = 30


@dataclass(frozen=True)
class Percent:
    """The payer's usual percent of what Medicare allows (1.25 for 125 %) on the days from `begins` until before `ends`."""

    percent: Decimal
    begins: date
    ends: date
    lines: int
    hits: int  # lines that were allowed at that percent to the cent

    @property
    def contradicting(self) -> int:
        """Lines that were allowed at another."""
        return self.lines - self.hits


def usual_percents(engine: DuckDB) -> list[Percent]:
    """The payer's usual percents, in order of dates; a month in which no percent is the usual one has none. Input: seen."""
    rows = engine.rows(
        f"""WITH by_ratio AS (
                SELECT date_trunc('month', day) AS month, round(ratio, 3) AS ratio, count(*) AS lines
                FROM seen WHERE ratio IS NOT NULL AND expected >= 20 GROUP BY ALL
            ), top AS (
                SELECT month, arg_max(ratio, lines) AS ratio, sum(lines) AS lines FROM by_ratio GROUP BY month
            )
            SELECT CAST(t.month AS DATE), median(s.ratio), CAST(max(t.lines) AS BIGINT), count(*)
            FROM top t
            JOIN seen s ON date_trunc('month', s.day) = t.month AND s.expected >= 20 AND abs(s.ratio - t.ratio) <= {CLOSE}
            GROUP BY t.month ORDER BY t.month"""
    )
    found: list[Percent] = []
    for month, ratio, lines, hits in rows:
        share = hits / lines
        if lines < _FEWEST or share <= 0.5 or lines * divergence(share, 0.5) < math.log(len(rows) / ALPHA):
            continue
        percent = Decimal(f"{ratio:.3f}")
        after = (month + timedelta(days=32)).replace(day=1)
        if found and found[-1].percent == percent and found[-1].ends == month:
            last = found[-1]
            found[-1] = Percent(percent, last.begins, after, last.lines + lines, last.hits + hits)
        else:
            found.append(Percent(percent, month, after, lines, hits))
    return found


def make_outcomes(engine: DuckDB, percents: list[Percent]) -> None:
    """Make `population` (line) of lines whose payer's usual percent is known, and `hit` (line, label) of those allowed at a
    factor of it; the label is the factor with two digits."""
    engine.register("usual", pa.table({
        "percent": pa.array([float(each.percent) for each in percents], pa.float64()),
        "begins": pa.array([each.begins for each in percents], pa.date32()),
        "ends": pa.array([each.ends for each in percents], pa.date32()),
    }))  # fmt: skip
    engine.create(
        "factor",
        f"""SELECT s.line, s.ratio / u.percent AS factor, abs(s.ratio - u.percent) * s.expected <= 0.011 + {CLOSE} * s.expected
                AS usual
            FROM seen s JOIN usual u ON s.day >= u.begins AND s.day < u.ends WHERE s.ratio IS NOT NULL""",
    )
    engine.create("population", "SELECT line FROM factor")
    engine.create(
        "hit",
        """SELECT line, printf('%.2f', factor) AS label FROM factor
           WHERE NOT usual AND abs(factor - round(factor, 2)) <= 0.003 AND round(factor, 2) <> 1""",
    )
