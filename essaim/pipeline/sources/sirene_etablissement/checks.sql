-- une ligne par SIRET
select siret from t group by siret having count(*) > 1;
-- le SIRET commence par le SIREN
select siret from t where substr(siret, 1, 9) <> siren;
-- aucun [ND]
select siret from t where address like '%[ND]%' or city = '[ND]';
