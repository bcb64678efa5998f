-- une ligne par avis
select notice_id from t group by 1 having count(*) > 1;
-- une réservation dit d’où elle vient
select notice_id from t where (reserved is null) <> (reserved_for is null);
-- aucune adresse électronique dans un objet
select notice_id from t where object like '%@%.%';
