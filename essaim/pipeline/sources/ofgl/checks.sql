-- une ligne par collectivité, exercice et agrégat
select siren, year, aggregate from t group by all having count(*) > 1;
-- un SIREN de neuf chiffres
select siren from t where length(siren) <> 9;
