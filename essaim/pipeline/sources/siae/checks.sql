-- une ligne par SIRET et catégorie
select siren, siret, kind from t group by all having count(*) > 1;
-- un SIREN de neuf chiffres
select siren from t where length(siren) <> 9;
-- aucun SIRET inventé
select siret from t where substr(siret, 10, 3) = '999';
