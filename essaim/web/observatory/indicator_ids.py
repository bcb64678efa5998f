"""The indicators pages name by themselves; all the others are shown as the release's catalogue describes them."""

UNITS = "ess_units"
ESTABLISHMENTS = "ess_etab"
EMPLOYERS = "ess_employeurs"
WORKFORCE_MIN = "ess_effectif_min"
WORKFORCE_MAX = "ess_effectif_max"
DENSITY = "ess_densite"
EMPLOYER_DENSITY = "ess_densite_employeurs"
SHARE = "ess_part_etab"
EMPLOYER_SHARE = "ess_part_employeurs"
SPECIFICITY = "ess_indice_specificite"
CREATIONS = "ess_creations"
CLOSURES = "ess_fermetures"
TO_SETTLE = "ess_arbitrage"
INCLUSION = "siae_nb"
ESUS = "esus_nb"
ALL_ESTABLISHMENTS = "etab_actifs"
ALL_EMPLOYERS = "employeurs_actifs"
# What a place is compared by, with those that look like it.
COMPARED = (ESTABLISHMENTS, DENSITY, EMPLOYERS, EMPLOYER_DENSITY, SHARE)
# Labels that make an inclusion structure (SIAE): the others are neighbours of it, not it.
INCLUSION_LABELS = ("aci", "ai", "ei", "eiti", "etti")
