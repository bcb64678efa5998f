-- une ligne par numéro
select rna_id from t group by rna_id having count(*) > 1;
