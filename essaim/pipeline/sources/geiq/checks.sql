-- une ligne par SIRET
select siret from t group by all having count(*) > 1;
