-- quatre chiffres
select code from t where length(code) <> 4 or label = '';
