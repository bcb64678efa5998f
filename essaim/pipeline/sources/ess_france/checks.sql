-- une ligne par SIREN
select siren from t group by siren having count(*) > 1;
