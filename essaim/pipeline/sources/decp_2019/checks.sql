-- toute ligne dit d’où elle vient
select entry from t where entry is null or family not in ('contract', 'concession');
-- aucune modification négative
select entry from t where modifications < 0;
