"""Write what was learned of a payer into a folder: edits with their cases, contract terms, and the evidence as JSON.

Edits are for `sightline check --edits FOLDER`, terms for `--contract`. Nothing in the folder names a patient, a claim or a
provider.
"""

from __future__ import annotations

from pathlib import Path

from sightline.errors import SightlineError
from sightline.learn.history import History
from sightline.learn.run import DENIED, Learned
from sightline.learn.search import Rule
from sightline.learn.words import condition_words, reason_of, rule_words, sql_of
from sightline.outputs import as_json
from sightline.outputs.learn.cases import cases_text
from sightline.outputs.learn.contract import contract_text
from sightline.outputs.learn.edit_file import edit_text

#: The letters with which the ids of learned edits begin.
PREFIX = "LRN"


class FolderError(SightlineError):
    """The folder cannot be written; the message says why."""


def write_folder(found: Learned, history: History, folder: Path, *, prefix: str = PREFIX) -> list[Path]:
    """Write edits, cases, terms and evidence; returns the files. Raises FolderError where files of others lie there."""
    if folder.exists() and any(folder.iterdir()) and not (folder / "learned.json").exists():
        raise FolderError(f"{folder} has files that `learn` did not write; name an empty or a new folder")
    for old in (*folder.glob("edits/*.sql"), *folder.glob("cases/*.md"), *folder.glob("contract.toml")):
        old.unlink()  # of an earlier run: what is no longer found must not go on
    written: list[Path] = []

    def write(name: str, text: str) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)

    number = 0
    listed = []
    for rule in found.rules:
        edit = ""
        if sql_of(rule.condition) is not None:
            number += 1
            edit = f"{prefix}{number:03}"
            write(f"edits/{edit}.sql", edit_text(edit, rule, found, history))
            write(f"cases/{edit}.md", cases_text(edit, rule, history))
        listed.append(_listed(rule, found, history, edit))
    if found.percents:
        write("contract.toml", contract_text(found, history))
    path = folder / "learned.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        as_json.write(summary(found, history) | {"rules": listed, "percents": _percents(found)}, out)
    return [*written, path]


def summary(found: Learned, history: History) -> dict[str, object]:
    """What was looked at."""
    return {
        "payer": history.title, "lines": found.lines, "denied": found.denied, "denied_as_predicted": found.explained,
        "tried": found.tried, "status": "review",
    }  # fmt: skip


def _listed(rule: Rule, found: Learned, history: History, edit: str) -> dict[str, object]:
    condition = rule.condition
    return {
        "edit": edit, "code": condition.code, "kind": condition.kind, "value": condition.value,
        "outcome": rule.label if rule.label == DENIED else "paid at a factor",
        "factor": "" if rule.label == DENIED else rule.label,
        "condition": condition_words(condition), "evidence": rule_words(rule, history.title, reason_of(rule, found)),
        "since": rule.since.isoformat(), "lines": rule.lines, "supporting": rule.hits, "contradicting": rule.contradicting,
        "at_least": f"{rule.at_least:.3f}", "elsewhere": f"{rule.elsewhere:.3f}",
    }  # fmt: skip


def _percents(found: Learned) -> list[dict[str, object]]:
    return [
        {
            "percent": str(each.percent * 100), "from": each.begins.isoformat(), "to": each.ends.isoformat(),
            "lines": each.lines, "supporting": each.hits, "contradicting": each.contradicting,
        }
        for each in found.percents
    ]  # fmt: skip
