-- une ligne par SIREN
select siren from t group by all having count(*) > 1;
-- une confiance entre 0 et 1
select siren from t where confidence is null or confidence not between 0 and 1;
-- aucune entité HTML dans les noms
select name from t where regexp_matches(name, '&[a-z#0-9]+');
