"""Contracts with payers, as TOML: terms that say for which payer, dates and codes what is paid. See docs/contracts.md."""

from sightline.pricing.contract.read import read_contract
from sightline.pricing.contract.term import Term
from sightline.pricing.contract.terms import Contract, ContractError

__all__ = ["Contract", "ContractError", "Term", "read_contract"]
