"""SIREN and SIRET in expressions, on millions of rows. The arithmetic is the one `essaim.rules.siren` states."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from essaim.rules import siren as rule


def _luhn_sum(code: ir.StringValue, length: int) -> ir.IntegerValue:
    total: ir.IntegerValue = ibis.literal(0, "int64")
    for position, weight in enumerate(rule.luhn_weights(length)):
        figure = code.substr(position, 1).try_cast("int64")
        total = total + (figure if weight == 1 else figure * 2 - (figure > 4).cast("int64") * 9)
    return total


def _digits_sum(code: ir.StringValue, length: int) -> ir.IntegerValue:
    total: ir.IntegerValue = ibis.literal(0, "int64")
    for position in range(length):
        total = total + code.substr(position, 1).try_cast("int64")
    return total


def is_siren(code: ir.StringValue) -> ir.BooleanValue:
    """Same answer as rules.siren.is_siren, never null."""
    right = (
        (code.length() == rule.SIREN_LENGTH)
        & (_luhn_sum(code, rule.SIREN_LENGTH) % 10 == 0)
        & ~code.isin(sorted(rule.PLACEHOLDER_SIRENS))
    )
    return right.fill_null(False)


def is_siret(code: ir.StringValue) -> ir.BooleanValue:
    """Same answer as rules.siren.is_siret, never null. La Poste's establishments have their own key."""
    post_office = (code.substr(0, rule.SIREN_LENGTH) == rule.LA_POSTE_SIREN) & (
        _digits_sum(code, rule.SIRET_LENGTH) % 5 == 0
    )
    key = (_luhn_sum(code, rule.SIRET_LENGTH) % 10 == 0) | post_office
    right = (code.length() == rule.SIRET_LENGTH) & key & is_siren(code.substr(0, rule.SIREN_LENGTH))
    return right.fill_null(False)
