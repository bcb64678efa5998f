"""Who buys and who holds: identity, place, and what the register says of each holder.

Natural persons are counted, never shown: a name and a number are published only of those a register calls a legal
person that may be shown. Cardinality: one row a SIREN here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from essaim.pipeline import vintages
from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.engine import Engine
from essaim.pipeline.identifiers import is_siren
from essaim.pipeline.sources.sirene_etablissement import clean as etablissement
from essaim.pipeline.sources.sirene_unite_legale import clean as unite_legale

if TYPE_CHECKING:
    from essaim.pipeline.joined.organisations import Register

SIAE_LABELS = ("aci", "ei", "ai", "etti", "eiti")
ADAPTED_LABELS = ("ea", "eatt")
# How a holder's belonging to the ESS is known.
MATCHES = ("sse", "not_sse", "to_settle", "unknown", "unmatched")


def identities(inputs: dict[str, SourceInput], wanted: ir.Table, engine: Engine) -> ir.Table:
    """Return siren, legal_form_code, natural, diffusible, legal_name of the units of SIRENE among `wanted.siren`."""
    raw = unite_legale.read(inputs[unite_legale.SOURCE], engine)
    raw = raw.select("siren", "diffusion", "name", "legal_form_code")
    key = raw.siren if raw.siren.type().is_string() else vintages.digits(raw.siren, 9)
    found = raw.semi_join(wanted, key == wanted.siren)
    form = vintages.legal_form(found.legal_form_code)
    typed = found.select(
        siren=vintages.digits(found.siren, 9),
        form=form,
        natural=unite_legale.is_natural_person(form),
        diffusible=vintages.text(found.diffusion).fill_null("O") == "O",
        legal_name=vintages.shown_text(found.name),
    )
    # Two files of a stock may hold the same unit: the more careful answer wins.
    return engine.cache(
        typed.group_by("siren").aggregate(
            legal_form_code=typed.form.max(),
            natural=typed.natural.any(),
            diffusible=typed.diffusible.all(),
            legal_name=typed.legal_name.max(),
        )
    )


def seats(inputs: dict[str, SourceInput], wanted: ir.Table, engine: Engine) -> ir.Table:
    """Return siret, declared_commune of the establishments of SIRENE among `wanted.siret`."""
    raw = etablissement.read(inputs[etablissement.SOURCE], engine).select("siret", "commune")
    key = raw.siret if raw.siret.type().is_string() else vintages.digits(raw.siret, 14)
    found = raw.semi_join(wanted, key == wanted.siret)
    typed = found.select(siret=vintages.digits(found.siret, 14), commune=vintages.shown_text(found.commune))
    return engine.cache(typed.group_by("siret").aggregate(seat_commune=typed.commune.max()))


def holder_identifiers(told: ir.Table, engine: Engine) -> tuple[ir.Table, ir.Table]:
    """Return (written, people): holder_id and holder_id_type → `holder`, a number of ours; and one row a holder with
    siren and siret (null when the key of the SIREN is wrong) and what producers say of it.

    Fourteen digits without a type are a SIRET; nine are a SIREN; a foreign number matches nothing. Two ways of writing
    one number make one holder. The key of the establishment is not verified: the SIREN alone tells whose the contract
    is.
    """
    kind = told.holder_id_type
    digits = told.holder_id.re_replace("[ .]", "")
    french = ((kind == "") | (kind == "SIRET") | (kind == "SIREN")) & digits.re_search("^[0-9]+$")
    padded = ibis.ifelse(digits.length() == 13, digits.lpad(14, "0"), digits)
    staged = told.mutate(digits=ibis.ifelse(french, padded, ibis.null("string")))
    usable = (staged.digits.length() == 9) | (staged.digits.length() == 14)
    staged = staged.mutate(number=ibis.ifelse(usable, staged.digits.substr(0, 9), ibis.null("string")))
    sirens = engine.cache(staged.filter(staged.number.notnull()).select("number").distinct())
    right = engine.cache(sirens.filter(is_siren(sirens.number)).select(siren="number"))
    checked = staged.left_join(right, staged.number == right.siren)
    known = checked.siren.notnull()
    checked = checked.mutate(
        siret=ibis.ifelse(known & (checked.digits.length() == 14), checked.digits, ibis.null("string")),
        identity=ibis.ifelse(known, checked.digits, checked.holder_id),
        foreign=ibis.ifelse(known, "", checked.holder_id_type),
    )
    # In the order of the identity: both engines number alike.
    rank = ibis.dense_rank().over(order_by=[checked.identity, checked.foreign])
    numbered = engine.cache(checked.mutate(holder=rank.cast("int32")).drop("identity", "foreign", "digits", "number"))
    said = [name for name in numbered.columns if name not in ("holder", "holder_id", "holder_id_type")]
    people = numbered.group_by("holder").aggregate(**{name: numbered[name].max() for name in said})
    return numbered.select("holder_id", "holder_id_type", "holder"), engine.cache(people)


def known_organizations(register: Register) -> ir.Table:
    """Return what the register says of a SIREN: org_siren, is_sse, family, labels and the kinds reservations name."""
    table = register.organizations
    labels = ibis.literal("|") + table.labels + ibis.literal("|")

    def bears(names: tuple[str, ...]) -> ir.BooleanValue:
        found = labels.contains(f"|{names[0]}|")
        for name in names[1:]:
            found = found | labels.contains(f"|{name}|")
        return found

    return table.select(
        org_siren="siren",
        org_name="name",
        org_diffusible="diffusible",
        is_sse="is_sse",
        family="family",
        labels="labels",
        is_siae=bears(SIAE_LABELS),
        is_ea=bears(ADAPTED_LABELS),
        is_esat=bears(("esat",)),
        is_esus=bears(("esus",)),
        org_commune="commune_code",
    )


# Kinds of buyer, by the beginning of the INSEE legal category, longest first.
_KIND_BY_FORM = {
    "7210": "commune", "7220": "departement", "7225": "region", "7229": "autre_local", "7230": "region",
    "7343": "intercommunalite", "7344": "intercommunalite", "7346": "intercommunalite", "7347": "intercommunalite",
    "7348": "intercommunalite", "7345": "syndicat", "7353": "syndicat", "7354": "syndicat", "7355": "syndicat",
    "7361": "action_sociale", "7362": "action_sociale", "7367": "action_sociale", "7366": "action_sociale",
    "7364": "hopital", "7365": "hopital", "7331": "enseignement", "7383": "enseignement", "7371": "logement",
    "4140": "logement", "7372": "incendie", "71": "etat", "73": "autre_local", "738": "etablissement_national",
    "741": "etablissement_national", "41": "etablissement_national", "5": "societe", "6": "societe",
    "8": "organisme_social", "9": "association",
}  # fmt: skip
_KIND_BY_CATEGORY = {
    "Commune": "commune", "Groupement de communes": "intercommunalite", "Département": "departement",
    "Département outre-mer": "departement", "Région": "region", "État": "etat", "Établissement hospitalier": "hopital",
    "EPIC": "etablissement_national", "Syndicat mixte": "syndicat",
}  # fmt: skip
# Identifiers of public bodies given before 2010 begin by their kind.
_KIND_BY_PREFIX = {
    "21": "commune", "22": "departement", "23": "region", "24": "intercommunalite", "25": "syndicat",
    "26": "autre_local", "27": "autre_local", "11": "etat", "12": "etat", "13": "etablissement_national",
    "17": "etat", "18": "etablissement_national", "19": "enseignement",
}  # fmt: skip
BUYER_KINDS = sorted({*_KIND_BY_FORM.values(), *_KIND_BY_CATEGORY.values(), *_KIND_BY_PREFIX.values(), "autre"})


def buyer_kind(level: ir.Value, form: ir.StringValue, category: ir.StringValue, siren: ir.StringValue) -> ir.Value:
    """The kind of a buyer: from its territory, its legal category, what the producer says, the shape of its SIREN."""
    by_form = sorted(_KIND_BY_FORM.items(), key=lambda item: -len(item[0]))
    return ibis.cases(
        (level == "commune", "commune"),
        (level.isin(["epci", "ept"]), "intercommunalite"),
        (level == "departement", "departement"),
        (level == "region", "region"),
        *[(form.startswith(start), kind) for start, kind in by_form],
        *[(category == name, kind) for name, kind in _KIND_BY_CATEGORY.items()],
        *[(siren.startswith(start), kind) for start, kind in _KIND_BY_PREFIX.items()],
        else_="autre",
    )


def departement_of_siren(siren: ir.StringValue) -> ir.StringValue:
    """The département that the SIREN of a local public body given before 2010 holds (21 59 …, 22 974 …), else null."""
    two = siren.substr(2, 2)
    code = ibis.ifelse(two == "97", siren.substr(2, 3), two)
    old = siren.re_search("^2[1-7]")
    # Corsica's bodies were numbered before 2A and 2B.
    return ibis.ifelse(old & (two != "20") & (two != "00") & (two != "98") & (two != "99"), code, ibis.null("string"))


def regions(geography: ir.Table, engine: Engine) -> ir.Table:
    """Return hint_departement → hint_region, one row a département."""
    known = geography.filter(geography.departement_code.notnull())
    return engine.cache(
        known.group_by(hint_departement=known.departement_code).aggregate(hint_region=known.region_code.max())
    )


# A SIREN may stand for two levels (Paris): the finer one comes first, it is the one that buys.
_LEVELS = ("commune", "ept", "epci", "departement", "departemental", "region")
_TERRITORY = ("territory_id", "level", "name", "departement_code", "region_code", "longitude", "latitude")


def territories_by_siren(territories: pa.Table, extra: dict[str, str]) -> pa.Table:
    """Return territory_siren and, prefixed by t_, the columns _TERRITORY and code of the body's territory.

    `extra`: other pairs SIREN → territory_id (départements, régions), which never replace a known one.
    """
    rows: dict[str, dict[str, object]] = {}
    by_id = {row["territory_id"]: row for row in territories.select([*_TERRITORY, "code", "siren"]).to_pylist()}
    for row in by_id.values():
        if row["siren"] and row["level"] in _LEVELS:
            known = rows.get(row["siren"])
            if known is None or _LEVELS.index(row["level"]) < _LEVELS.index(str(known["level"])):
                rows[row["siren"]] = row
    for siren, identifier in extra.items():
        if siren not in rows and identifier in by_id:
            rows[siren] = by_id[identifier]
    ordered = sorted(rows.items())
    columns = {"territory_siren": pa.array([siren for siren, _ in ordered], pa.string())}
    for name in (*_TERRITORY, "code"):
        kind = territories.schema.field(name).type
        columns[f"t_{name}"] = pa.array([row[name] for _, row in ordered], kind)
    return pa.table(columns)
