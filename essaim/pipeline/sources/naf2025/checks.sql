-- des codes pointés
select code from t where length(code) <> 6 or label = '';
