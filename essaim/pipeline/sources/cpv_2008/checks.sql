-- huit chiffres et un libellé
select code from t where not regexp_full_match(code, '[0-9]{8}') or trim(label) = '';
-- un code une seule fois
select code from t group by code having count(*) > 1;
-- une division au-dessus de chaque code
select code from t where left(code, 2) || '000000' not in (select code from t);
-- un code parent qui existe
select code from t where parent_code is not null and parent_code not in (select code from t);
