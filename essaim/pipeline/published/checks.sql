-- Tout établissement appartient à une organisation du répertoire.
SELECT siret FROM establishments WHERE siren NOT IN (SELECT siren FROM organizations );

-- Toute preuve porte sur une organisation du répertoire.
SELECT siren FROM evidence WHERE siren NOT IN (SELECT siren FROM organizations );

-- Tout agrément ou label porte sur une organisation du répertoire.
SELECT siren FROM labels WHERE siren NOT IN (SELECT siren FROM organizations );

-- Le SIRET d’un établissement commence par le SIREN de son organisation.
SELECT siret FROM establishments WHERE left(siret, 9) <> siren;

-- Une organisation à diffusion partielle n’est jamais nommée.
SELECT siren FROM organizations WHERE NOT diffusible AND (name <> 'Organisation à diffusion partielle' OR acronym IS NOT NULL);

-- Un établissement à diffusion partielle n’a ni adresse ni point plus fin que sa commune.
SELECT siret FROM establishments WHERE NOT diffusible AND (address IS NOT NULL OR location = 'coordinates');

-- Aucune valeur [ND] n’est publiée.
SELECT siret FROM establishments WHERE '[ND]' IN (name, address, postcode, city, commune_code);

-- Tout établissement placé l’est dans une commune actuelle.
SELECT siret FROM establishments WHERE commune_code IS NOT NULL AND commune_code NOT IN (SELECT code FROM territories WHERE level = 'commune');

-- Tout territoire composé l’est de communes actuelles.
SELECT territory_id FROM territory_communes WHERE commune_code NOT IN (SELECT code FROM territories WHERE level = 'commune');

-- Tout territoire de la composition existe.
SELECT territory_id FROM territory_communes WHERE territory_id NOT IN (SELECT territory_id FROM territories );

-- Tout indicateur porte sur un territoire publié.
SELECT territory_id FROM indicators WHERE territory_id NOT IN (SELECT territory_id FROM territories );

-- Un effectif minimal ne dépasse pas l’effectif maximal.
SELECT siret FROM establishments WHERE workforce_min > workforce_max;

-- Un indicateur sans valeur dit pourquoi.
SELECT territory_id, indicator FROM indicators WHERE value IS NULL AND flag IS NULL;
