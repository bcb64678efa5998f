-- un agrément par SIREN
select siren from t group by all having count(*) > 1;
-- dates dans l’ordre
select siren from t where valid_from > valid_to;
