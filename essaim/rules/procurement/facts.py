"""The facts of one purchase, as `advise` takes them, and what each fact is called, asked and said in French."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from essaim.rules.errors import InvalidFacts
from essaim.rules.typography import typo

Nature = Literal["travaux", "fournitures", "services"]
About = Literal["need", "buyer", "candidate", "procedure"]
Kind = Literal["amount", "share", "months", "date", "bool", "choice", "set", "cpv", "amounts"]

NATURES: Mapping[str, str] = MappingProxyType(
    {"services": "Services", "fournitures": "Fournitures", "travaux": "Travaux"}
)
BUYER_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "commune": "Commune",
        "epci": "Intercommunalité",
        "ept": "Établissement public territorial",
        "departement": "Département",
        "region": "Région",
        "ctu": "Collectivité territoriale unique",
        "syndicat_mixte": "Syndicat mixte",
        "ccas_cias": "Centre d’action sociale",
        "etat": "État",
        "epa_etat": "Établissement public administratif de l’État",
        "sante": "Établissement public de santé",
        "autre_pouvoir_adjudicateur": "Autre pouvoir adjudicateur",
        "entite_adjudicatrice": "Entité adjudicatrice (réseaux)",
    }
)
CENTRAL_BUYERS = frozenset({"etat", "epa_etat"})
SUPPLIER_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "EI": "Entreprise d’insertion",
        "ETTI": "Entreprise de travail temporaire d’insertion",
        "AI": "Association intermédiaire",
        "ACI": "Atelier ou chantier d’insertion",
        "EITI": "Entreprise d’insertion par le travail indépendant",
        "EA": "Entreprise adaptée",
        "EATT": "Entreprise adaptée de travail temporaire",
        "ESAT": "Établissement et service d’accompagnement par le travail",
        "SEP": "Structure d’emploi pénitentiaire",
        "GEIQ": "Groupement d’employeurs pour l’insertion",
    }
)
RESERVATION_GROUPS: Mapping[str, str] = MappingProxyType(
    {"handicap": "Travail adapté et protégé", "insertion": "Insertion", "prison": "Travail pénitentiaire"}
)
_CPV = re.compile(r"([0-9]{8})(?:-[0-9])?")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one purchase. `None` always means « not known », never « no ».

    Amounts are in euros, without tax. `amount` is the estimated value of the WHOLE need: every lot, the whole duration,
    renewals included. `lots`: the estimated value of each lot. `renewals` with `first_period_amount`, and
    `same_need_amounts` (purchases of the same kind over twelve months) serve to check `amount`, see
    `essaim.rules.procurement.estimate`. Shares are percentages. `cpv`: eight figures, a check figure is dropped.
    `notified_on`: the day the contract is notified, for the rules that look at that day.

    Raises InvalidFacts, named in French, when a value cannot be.
    """

    amount: Decimal | None = None
    nature: Nature | None = None
    cpv: str | None = None
    months: Decimal | None = None
    separable: bool | None = None
    lots: tuple[Decimal, ...] = ()
    lot_amount: Decimal | None = None
    small_lots_share: Decimal | None = None
    first_period_amount: Decimal | None = None
    renewals: int | None = None
    same_need_amounts: tuple[Decimal, ...] = ()
    innovative: bool | None = None
    social_or_specific_service: bool | None = None
    non_school_books: bool | None = None
    public_catering: bool | None = None
    buyer_kind: str | None = None
    buyer_is_central: bool | None = None
    yearly_purchases: Decimal | None = None
    operating_expenses: Decimal | None = None
    supplier_kinds: frozenset[str] | None = None
    supplier_is_sse: bool | None = None
    supplier_is_equivalent: bool | None = None
    supplier_is_sme: bool | None = None
    target_workers_share: Decimal | None = None
    public_service_mission: bool | None = None
    recent_sse_award: bool | None = None
    reservation_groups: frozenset[str] | None = None
    young_companies_share: Decimal | None = None
    notice_published: bool | None = None
    direct_ground: bool | None = None
    required_turnover: Decimal | None = None
    turnover_justified: bool | None = None
    local_criterion: bool | None = None
    notified_on: date | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None or value == ():
                continue
            kind = FACTS[field.name].kind
            if kind in _NUMBERS:
                object.__setattr__(self, field.name, _number(field.name, value, 100 if kind == "share" else None))
            elif kind == "amounts":
                object.__setattr__(self, field.name, tuple(_number(field.name, item, None) for item in value))
            elif kind == "cpv":
                object.__setattr__(self, field.name, cpv_code(value))
            elif kind in ("choice", "set"):
                given = {value} if kind == "choice" else set(value)
                if unknown := given - set(FACTS[field.name].choices):
                    raise InvalidFacts(FACTS[field.name].label, ", ".join(sorted(map(str, unknown))))
                if kind == "set":
                    object.__setattr__(self, field.name, frozenset(given))
            elif kind == "bool" and not isinstance(value, bool):
                raise InvalidFacts(FACTS[field.name].label, value)

    @property
    def knows_a_candidate(self) -> bool:
        """True when a fact about a candidate is given: the answer then judges that candidate too."""
        return any(getattr(self, name) not in (None, frozenset()) for name in _CANDIDATE_FACTS)


@dataclass(frozen=True, slots=True)
class Fact:
    """What a fact is called. `key`: its name in addresses and on the command line. subject: start of a sentence.

    yes, no: what is said of a yes-or-no fact. question: what the form asks. help: how to answer.
    """

    label: str
    key: str
    kind: Kind
    about: About
    question: str
    subject: str = ""
    yes: str = ""
    no: str = ""
    help: str = ""
    unit: str = ""
    choices: Mapping[str, str] = MappingProxyType({})

    def __post_init__(self) -> None:
        for name in ("question", "help", "yes", "no"):
            object.__setattr__(self, name, typo(getattr(self, name)))


def cpv_code(text: str) -> str:
    """Return the eight figures of a CPV code, with or without its check figure. Raises InvalidFacts.

    >>> cpv_code("55524000-9")
    '55524000'
    """
    found = _CPV.fullmatch(str(text).strip())
    if found is None:
        raise InvalidFacts("code CPV", text)
    return found[1]


def _number(name: str, value: object, highest: int | None) -> Decimal | int:
    """Return an exact number. Raises InvalidFacts when it is negative, endless, or above `highest`."""
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite() or number < 0 or (highest is not None and number > highest):
        raise InvalidFacts(FACTS[name].label, value)
    if FACTS[name].kind != "months" or name != "renewals":
        return number
    if number != number.to_integral_value():
        raise InvalidFacts(FACTS[name].label, value)
    return int(number)


_NUMBERS = ("amount", "share", "months")
FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        "amount": Fact(
            "montant du besoin", "montant", "amount", "need", "Quel est le montant estimé du besoin entier ?",
            subject="Le besoin estimé", unit="EUR_HT",
            help="Hors taxes, tous lots, toute la durée, reconductions comprises.",
        ),
        "nature": Fact(
            "nature de l’achat", "nature", "choice", "need", "S’agit-il de services, de fournitures ou de travaux ?",
            choices=NATURES,
        ),
        "cpv": Fact(
            "code CPV", "cpv", "cpv", "need", "Quel est le code CPV de l’achat ?",
            help="Huit chiffres, par exemple 55524000 pour la restauration scolaire.",
        ),
        "months": Fact(
            "durée", "duree", "months", "need", "Combien de mois dure le marché, reconductions comprises ?",
            subject="La durée du marché", unit="mois",
        ),
        "separable": Fact(
            "prestations distinctes", "divisible", "bool", "need",
            "Des prestations distinctes sont-elles identifiables ?",
            yes="Des prestations distinctes sont identifiables.", no="Aucune prestation distincte n’est identifiable.",
        ),
        "lots": Fact(
            "lots", "lots", "amounts", "need", "Quel est le montant estimé de chaque lot ?", unit="EUR_HT",
            help="Un montant par lot, séparés par des points-virgules.",
        ),
        "lot_amount": Fact(
            "montant du lot", "lot", "amount", "need", "Quel est le montant estimé du lot ?",
            subject="Le lot estimé", unit="EUR_HT",
        ),
        "small_lots_share": Fact(
            "part des petits lots", "part_petits_lots", "share", "need",
            "Quelle part de la valeur de tous les lots font les petits lots traités à part ?",
            subject="La part des petits lots", unit="pourcent",
        ),
        "first_period_amount": Fact(
            "montant de la première période", "montant_periode", "amount", "need",
            "Quel est le montant de la première période ?", unit="EUR_HT",
        ),
        "renewals": Fact(
            "reconductions", "reconductions", "months", "need", "Combien de reconductions sont prévues ?",
        ),
        "same_need_amounts": Fact(
            "achats du même besoin", "achats_similaires", "amounts", "need",
            "Quels autres achats du même genre faites-vous sur douze mois ?", unit="EUR_HT",
            help="Un montant par achat, séparés par des points-virgules.",
        ),
        "innovative": Fact(
            "achat innovant", "innovant", "bool", "need", "La solution est-elle nouvelle ou sensiblement améliorée ?",
            yes="La solution est innovante.", no="La solution n’est pas innovante.",
        ),
        "social_or_specific_service": Fact(
            "service social ou spécifique", "service_social", "bool", "need",
            "L’achat est-il un service social ou spécifique au sens de l’annexe 3 du code ?",
            yes="L’objet est un service social ou spécifique.", no="L’objet n’est pas un service social ou spécifique.",
        ),
        "non_school_books": Fact(
            "livres non scolaires", "livres", "bool", "need", "S’agit-il de livres non scolaires ?",
            yes="L’achat porte sur des livres non scolaires.", no="L’achat ne porte pas sur des livres non scolaires.",
        ),
        "public_catering": Fact(
            "restauration collective publique", "restauration_publique", "bool", "need",
            "L’achat sert-il une restauration collective publique ?",
            yes="L’achat sert une restauration collective publique.",
            no="L’achat ne sert pas une restauration collective publique.",
        ),
        "buyer_kind": Fact(
            "acheteur", "acheteur", "choice", "buyer", "Quel acheteur êtes-vous ?", choices=BUYER_KINDS,
        ),
        "buyer_is_central": Fact(
            "autorité publique centrale", "acheteur_central", "bool", "buyer",
            "Êtes-vous une autorité publique centrale (État, ses établissements administratifs, UGAP…) ?",
            yes="L’acheteur est une autorité publique centrale.",
            no="L’acheteur n’est pas une autorité publique centrale.",
        ),
        "yearly_purchases": Fact(
            "achats annuels", "achats_annuels", "amount", "buyer",
            "Combien dépensez-vous en marchés sur une année civile ?",
            subject="Le montant annuel des achats", unit="EUR_HT",
        ),
        "operating_expenses": Fact(
            "dépenses de fonctionnement", "depenses_fonctionnement", "amount", "buyer",
            "Quelles sont vos dépenses réelles de fonctionnement (avant-dernier exercice clos) ?",
            subject="Le montant des dépenses réelles de fonctionnement", unit="EUR",
        ),
        "supplier_kinds": Fact(
            "statut d’insertion ou de handicap du candidat", "structures", "set", "candidate",
            "Quel est le statut du candidat (EA, ESAT, EI, ACI…) ?", choices=SUPPLIER_KINDS,
        ),
        "supplier_is_sse": Fact(
            "candidat de l’ESS", "candidat_ess", "bool", "candidate", "Le candidat est-il une entreprise de l’ESS ?",
            yes="Le candidat est une entreprise de l’ESS.", no="Le candidat n’est pas une entreprise de l’ESS.",
        ),
        "supplier_is_equivalent": Fact(
            "structure équivalente", "structure_equivalente", "bool", "candidate",
            "Le candidat est-il une structure équivalente, par exemple d’un autre pays européen ?",
            yes="Le candidat est une structure équivalente.", no="Le candidat n’est pas une structure équivalente.",
        ),
        "supplier_is_sme": Fact(
            "candidat PME", "candidat_pme", "bool", "candidate", "Le titulaire est-il une PME ?",
            yes="Le titulaire est une PME.", no="Le titulaire n’est pas une PME.",
        ),
        "target_workers_share": Fact(
            "part de travailleurs du public visé", "part_public_vise", "share", "candidate",
            "Quelle part de travailleurs handicapés, défavorisés ou détenus le candidat emploie-t-il ?",
            subject="La part de travailleurs du public visé", unit="pourcent",
        ),
        "public_service_mission": Fact(
            "mission de service public", "mission_service_public", "bool", "candidate",
            "Le candidat a-t-il pour objet d’assurer une mission de service public liée à ces services ?",
            yes="Le candidat a pour objet une mission de service public liée à ces services.",
            no="Le candidat n’a pas pour objet une mission de service public liée à ces services.",
        ),
        "recent_sse_award": Fact(
            "attribution récente", "attribution_recente", "bool", "candidate",
            "Le candidat a-t-il obtenu, dans les trois ans qui précèdent, un marché réservé au même titre ?",
            yes="Le candidat a obtenu un marché réservé au même titre dans les trois ans.",
            no="Le candidat n’a pas obtenu de marché réservé au même titre dans les trois ans.",
        ),
        "reservation_groups": Fact(
            "publics de la réservation", "reserver_a", "set", "procedure", "À qui voulez-vous réserver le même lot ?",
            choices=RESERVATION_GROUPS,
        ),
        "young_companies_share": Fact(
            "part des lots réservés aux jeunes entreprises innovantes", "part_lots_jei", "share", "procedure",
            "Quelle part du montant total font les lots réservés aux jeunes entreprises innovantes ?",
            subject="La part de ces lots", unit="pourcent",
        ),
        "notice_published": Fact(
            "avis publié", "avis_publie", "bool", "procedure", "La consultation donne-t-elle lieu à un avis ?",
            yes="La consultation donne lieu à un avis.", no="La consultation ne donne pas lieu à un avis.",
        ),
        "direct_ground": Fact(
            "marché conclu sur la dispense", "marche_dispense", "bool", "procedure",
            "Le marché est-il conclu sur la dispense de petit montant (R2122-8) ?",
            yes="Le marché est conclu sur la dispense de petit montant.",
            no="Le marché n’est pas conclu sur la dispense de petit montant.",
        ),
        "required_turnover": Fact(
            "chiffre d’affaires exigé", "ca_exige", "amount", "procedure",
            "Quel chiffre d’affaires annuel minimal exigez-vous ?",
            subject="Le chiffre d’affaires exigé", unit="EUR_HT",
        ),
        "turnover_justified": Fact(
            "dépassement justifié", "ca_justifie", "bool", "procedure",
            "Le dépassement du plafond est-il justifié par écrit, par l’objet ou l’exécution ?",
            yes="Le dépassement est justifié par écrit.", no="Le dépassement n’est pas justifié.",
        ),
        "local_criterion": Fact(
            "critère d’implantation", "critere_local", "bool", "procedure",
            "Un critère note-t-il l’implantation géographique du candidat ?",
            yes="Un critère note l’implantation du candidat.", no="Aucun critère ne note l’implantation du candidat.",
        ),
        "notified_on": Fact(
            "date de notification", "notification", "date", "procedure", "Quel jour le marché est-il notifié ?",
        ),
    }
)  # fmt: skip
_CANDIDATE_FACTS = tuple(
    name for name, fact in FACTS.items() if fact.about == "candidate" and name != "supplier_is_sme"
)
BY_KEY: Mapping[str, str] = MappingProxyType({fact.key: name for name, fact in FACTS.items()})
