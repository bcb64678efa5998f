"""Look a parameter up, on a day. There is no default day: who asks says when.

The name of a parameter is its path: `ess.legal_forms.9220` is the entry « 9220 » of `parameters/ess/legal_forms.yaml`.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from essaim.rules import procurement_schema, schema, yaml_files
from essaim.rules.errors import InvalidParameters, NoValueAt, UnknownParameter

FOLDER = Path(__file__).parent / "parameters"

# Which shape each file has. A file outside this table is refused by the tests: nothing is read by guess.
SHAPES: Mapping[str, type[schema.ParameterFile[Any]]] = {
    "authorities.metropolises": schema.ParameterFile[schema.Label],
    "authorities.regions_and_departements": schema.ParameterFile[schema.Authority],
    "commande_publique.articles": schema.ParameterFile[procurement_schema.Article],
    "commande_publique.clauses": schema.ParameterFile[procurement_schema.Clause],
    "commande_publique.ess_services": schema.ParameterFile[procurement_schema.CpvRange],
    "commande_publique.food_and_reuse": schema.ParameterFile[procurement_schema.LegalValue],
    "commande_publique.levers": schema.ParameterFile[procurement_schema.Lever],
    "commande_publique.money": schema.ParameterFile[procurement_schema.LegalValue],
    "commande_publique.procedures": schema.ParameterFile[procurement_schema.LegalValue],
    "commande_publique.reservations": schema.ParameterFile[procurement_schema.LegalValue],
    "commande_publique.rules": schema.ParameterFile[procurement_schema.Rule],
    "commande_publique.strategy": schema.ParameterFile[procurement_schema.LegalValue],
    "competences.competences": schema.ParameterFile[schema.Competence],
    "competences.levels": schema.ParameterFile[schema.Label],
    "competences.levers": schema.ParameterFile[schema.Lever],
    "ess.decision": schema.ParameterFile[schema.DecisionStep],
    "ess.families": schema.ParameterFile[schema.Label],
    "ess.legal_form_kinds": schema.ParameterFile[schema.LegalFormKind],
    "ess.legal_forms": schema.ParameterFile[schema.LegalForm],
    "ess.naf_exclusions": schema.ParameterFile[schema.NafExclusion],
    "ess.sectors": schema.ParameterFile[schema.Sector],
    "ess.sub_families": schema.ParameterFile[schema.Label],
    "inclusion.kinds": schema.ParameterFile[schema.InclusionKind],
    "naf.reference_nomenclature": schema.ParameterFile[schema.Scalar],
    "network.themes": schema.ParameterFile[schema.Label],
    "publication.small_numbers": schema.ParameterFile[schema.Scalar],
    "sirene.other_legal_forms": schema.ParameterFile[schema.Label],
    "sirene.workforce_bands": schema.ParameterFile[schema.WorkforceBand],
}


def value(name: str, *, on: date) -> Any:
    """Return what the parameter `name` was worth on the day `on`.

    A scalar comes back bare (`85`); a structured value comes back as its model; the name of a whole file with entries
    comes back as a dict of the entries that held that day. Raises UnknownParameter, or NoValueAt when it exists but
    held nothing that day.

    >>> value("publication.small_numbers.min_units", on=date(2026, 11, 23))
    3
    """
    found = dated(name, on=on)
    if isinstance(found, dict):
        return {key: _bare(item) for key, item in found.items()}
    return _bare(found)


def dated(name: str, *, on: date) -> Any:
    """As `value`, with the credentials of the value: dates, article, source, confidence. Same errors."""
    file_name, entry = _split(name)
    file = load(file_name)
    if entry:
        if entry not in file.entries:
            raise UnknownParameter(name)
        return _on(file.entries[entry].values, name, on)
    if file.values:
        return _on(file.values, name, on)
    holding = {key: _first(item.values, on) for key, item in file.entries.items()}
    result = {key: item for key, item in holding.items() if item is not None}
    if not result:
        raise NoValueAt(name, on)
    return result


def label(name: str) -> str:
    """Return the French label of an entry. Raises UnknownParameter."""
    file_name, entry = _split(name)
    try:
        return load(file_name).entries[entry].label
    except KeyError:
        raise UnknownParameter(name) from None


@cache
def load(file_name: str) -> schema.ParameterFile[Any]:
    """Read and check one file, once. Raises UnknownParameter, or InvalidParameters when the file breaks its schema."""
    if file_name not in SHAPES:
        raise UnknownParameter(file_name)
    path = FOLDER.joinpath(*file_name.split(".")).with_suffix(".yaml")
    try:
        return SHAPES[file_name].model_validate(yaml_files.read(path))
    except (ValidationError, yaml.YAMLError) as error:
        raise InvalidParameters(file_name, str(error)) from error


@cache
def sources() -> Mapping[str, schema.Source]:
    """Return what the parameters cite, by id. Raises InvalidParameters."""
    path = FOLDER / "sources.yaml"
    try:
        return {key: schema.Source.model_validate(item) for key, item in yaml_files.read(path).items()}
    except (ValidationError, yaml.YAMLError) as error:
        raise InvalidParameters("sources", str(error)) from error


def _split(name: str) -> tuple[str, str]:
    """Cut `branch.file.entry` into the file and the entry (empty for the whole file). An entry may hold dots."""
    branch, _, rest = name.partition(".")
    file, _, entry = rest.partition(".")
    if f"{branch}.{file}" not in SHAPES:
        raise UnknownParameter(name)
    return f"{branch}.{file}", entry


def _first(values: tuple[schema.Dated, ...], on: date) -> schema.Dated | None:
    return next((item for item in values if item.holds_on(on)), None)


def _on(values: tuple[schema.Dated, ...], name: str, on: date) -> schema.Dated:
    found = _first(values, on)
    if found is None:
        raise NoValueAt(name, on)
    return found


def _bare(item: schema.Dated) -> Any:
    return item.value if isinstance(item, schema.Scalar) else item
