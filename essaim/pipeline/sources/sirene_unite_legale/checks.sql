-- une ligne par SIREN
select siren from t group by siren having count(*) > 1;
-- aucune personne physique
select siren from t where legal_form_code = '1000' or legal_form_code like '2%';
-- aucun [ND]
select siren from t where name = '[ND]' or acronym = '[ND]';
