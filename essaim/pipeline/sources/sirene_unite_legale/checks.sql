-- un SIREN de neuf chiffres
select siren from t where siren is null or length(siren) <> 9;
-- aucun [ND]
select siren from t where name = '[ND]' or acronym = '[ND]';
-- catégorie juridique de quatre chiffres
select siren, legal_form_code from t where length(legal_form_code) <> 4;
