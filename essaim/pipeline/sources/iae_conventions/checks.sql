-- une ligne par SIRET et catégorie
select siret, kind from t group by all having count(*) > 1;
-- dates dans l’ordre
select siret from t where valid_from > valid_to;
