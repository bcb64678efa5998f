-- le SIRET commence par le SIREN
select siret from t where siret is null or substr(siret, 1, 9) <> siren;
-- aucun [ND]
select siret from t where address like '%[ND]%' or city = '[ND]';
