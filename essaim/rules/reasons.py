"""The reasons of a status, as the method page explains them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from essaim.rules.facts import Status


class Reason(NamedTuple):
    """French title and explanation, the status it leads to, and the ids of the sources behind it."""

    title: str
    explanation: str
    status: Status
    sources: tuple[str, ...]


REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "liste_ess_france": Reason(
            "Présente dans la liste ESS France",
            "La liste des entreprises de l’ESS, prévue par décret et tenue par les chambres régionales, cite son "
            "SIREN, et rien ne le contredit.",
            "etabli",
            ("S39", "S122"),
        ),
        "declaration_sirene": Reason(
            "Déclarée de l’ESS dans Sirene",
            "L’indicateur «\u00a0économie sociale et solidaire\u00a0» de Sirene vaut «\u00a0O\u00a0», et rien ne le "
            "contredit.",
            "etabli",
            ("S39",),
        ),
        "agrement_esus": Reason(
            "Agréée ESUS",
            "Son agrément d’entreprise solidaire d’utilité sociale est en cours\u00a0: il suppose d’être une "
            "entreprise de l’ESS, et rien ne le contredit.",
            "etabli",
            ("S133",),
        ),
        "categorie_juridique": Reason(
            "Forme juridique de l’ESS",
            "La loi range sa forme juridique parmi les familles de l’ESS et son activité n’est pas exclue.",
            "etabli",
            ("S120", "S121"),
        ),
        "une_seule_source": Reason(
            "Une seule source le dit",
            "Sa forme juridique ne dit pas à elle seule l’ESS (société commerciale, ou forme à juger unité par "
            "unité)\u00a0; une seule source directe l’y range.",
            "probable",
            ("S33", "S39"),
        ),
        "forme_a_verifier": Reason(
            "Forme juridique à vérifier",
            "Nous rangeons cette forme juridique dans l’ESS, mais le texte ou la liste officielle qui le dit n’a pas "
            "encore été relu.",
            "probable",
            ("CG",),
        ),
        "forme_contre_indicateur_n": Reason(
            "Forme juridique de l’ESS, indicateur Sirene «\u00a0N\u00a0»",
            "La loi range sa forme juridique dans l’ESS\u00a0; Sirene porte «\u00a0N\u00a0», souvent faute de "
            "réponse\u00a0: ce n’est pas un motif d’exclusion, mais cela retire la certitude.",
            "probable",
            ("S39", "S121"),
        ),
        "naf_indeterminee": Reason(
            "Activité non connue en NAF rév.\u00a02",
            "La loi range sa forme juridique dans l’ESS, mais les exclusions d’activité sont écrites en NAF "
            "rév.\u00a02 et son activité n’y est pas connue\u00a0: l’exclusion ne peut pas être vérifiée.",
            "probable",
            ("S35", "S139"),
        ),
        "association_intermediaire_de_droit": Reason(
            "Association intermédiaire",
            "Sa forme juridique n’est pas connue, mais elle est conventionnée comme association intermédiaire\u00a0: "
            "la loi réserve ce nom à des associations. Famille déduite.",
            "probable",
            ("S141", "CG"),
        ),
        "geiq_de_droit": Reason(
            "Groupement d’employeurs (GEIQ)",
            "Sa forme juridique n’est pas connue, mais un GEIQ est un groupement d’employeurs, que la loi veut "
            "association (parfois coopérative). Famille déduite.",
            "probable",
            ("S141", "CG"),
        ),
        "conflit_personne_publique": Reason(
            "Dite de l’ESS, mais personne publique",
            "Une source la dit de l’ESS, alors que la loi ne vise que des personnes de droit privé.",
            "conteste",
            ("S120",),
        ),
        "conflit_forme_exclue": Reason(
            "Dite de l’ESS, mais forme juridique exclue",
            "Une source la dit de l’ESS, alors que sa forme juridique n’en est pas.",
            "conteste",
            ("S121",),
        ),
        "conflit_hors_familles": Reason(
            "Dite de l’ESS, mais hors des familles de la loi",
            "Une source la dit de l’ESS, alors que sa forme juridique n’entre dans aucune des familles de l’article "
            "1er de la loi de 2014.",
            "conteste",
            ("S120", "S121"),
        ),
        "conflit_naf_exclue": Reason(
            "Dite de l’ESS, mais activité exclue",
            "Une source la dit de l’ESS, alors que son activité principale est de celles que l’Insee retire du champ.",
            "conteste",
            ("S34", "S35"),
        ),
        "conflit_siren_public": Reason(
            "Forme privée, numéro d’organisme public",
            "Sa forme juridique est privée, mais son SIREN est de la série réservée aux organismes publics\u00a0: "
            "l’un des deux est à vérifier.",
            "conteste",
            ("CG",),
        ),
        "conflit_indicateur_n": Reason(
            "Dite de l’ESS, mais indicateur Sirene «\u00a0N\u00a0»",
            "La liste ESS France ou l’agrément ESUS la dit de l’ESS, Sirene porte «\u00a0N\u00a0». «\u00a0N\u00a0» ne "
            "l’exclut pas\u00a0: elle est comptée, et le désaccord signalé.",
            "conteste",
            ("S39",),
        ),
        "conflit_structure_et_forme": Reason(
            "Structure que la loi veut associative, forme juridique autre",
            "Elle est conventionnée comme association intermédiaire ou labellisée GEIQ, ce qui suppose une association "
            "(ou une coopérative), mais sa forme juridique est autre. Elle n’est pas comptée.",
            "conteste",
            ("S141", "CG"),
        ),
        "forme_a_arbitrer": Reason(
            "Forme juridique à arbitrer",
            "Aucun texte lu ne dit clairement si cette forme juridique est de l’ESS, et aucune source ne l’y range. "
            "Comptée à part.",
            "a_arbitrer",
            ("S33", "S121"),
        ),
        "forme_historique": Reason(
            "Code juridique ancien",
            "Cette catégorie juridique n’est plus attribuée\u00a0: elle ne sert qu’aux séries anciennes. "
            "Comptée à part.",
            "a_arbitrer",
            ("CG",),
        ),
        "naf_exclue_a_verifier": Reason(
            "Activité peut-être exclue",
            "Sa forme juridique est de l’ESS, mais son activité est d’une division que nous croyons exclue sans "
            "l’avoir lu. Une règle non relue n’écarte personne\u00a0: comptée à part.",
            "a_arbitrer",
            ("CG",),
        ),
        "inclusion_forme_inconnue": Reason(
            "Structure d’inclusion de forme inconnue",
            "Elle porte une structure d’insertion ou de travail protégé, ce que peuvent faire une association, une "
            "société ou une commune\u00a0; sa forme juridique n’est pas connue. Comptée à part.",
            "a_arbitrer",
            ("S76", "S141"),
        ),
        "esus_echu": Reason(
            "Agrément ESUS échu",
            "Elle a été agréée ESUS, donc reconnue de l’ESS, mais l’agrément est échu et rien d’autre ne la range "
            "aujourd’hui dans l’ESS. Comptée à part.",
            "a_arbitrer",
            ("S133",),
        ),
        "forme_inconnue": Reason(
            "Forme juridique inconnue",
            "Aucune source chargée ne donne sa forme juridique ni ne la dit de l’ESS. L’ignorance n’écarte "
            "personne\u00a0: comptée à part.",
            "a_arbitrer",
            ("S120",),
        ),
        "personne_publique": Reason(
            "Personne publique",
            "La loi ne vise que des personnes morales de droit privé. Une commune ou un centre d’action sociale peut "
            "porter une structure d’insertion sans être de l’ESS.",
            "ecarte",
            ("S120",),
        ),
        "forme_exclue": Reason(
            "Forme juridique exclue",
            "Sa forme juridique n’est d’aucune des familles de la loi, même si son nom y ressemble (syndicat, "
            "copropriété, SA de HLM…).",
            "ecarte",
            ("S121",),
        ),
        "sans_personnalite_morale": Reason(
            "Sans personnalité morale",
            "La loi vise des personnes morales\u00a0: un entrepreneur individuel ou une société de fait n’en est pas.",
            "ecarte",
            ("S120",),
        ),
        "naf_exclue": Reason(
            "Activité exclue",
            "Sa forme juridique pourrait être de l’ESS, mais l’Insee retire son activité du champ\u00a0: "
            "administration publique, organisations patronales, consulaires, syndicales, politiques ou religieuses.",
            "ecarte",
            ("S34", "S35"),
        ),
        "hors_perimetre": Reason(
            "Hors périmètre",
            "Sa forme juridique ne dit pas l’ESS et aucune source chargée ne l’y range.",
            "ecarte",
            ("S121",),
        ),
    }
)
