-- un code ne désigne qu’un arrondissement
SELECT code FROM t GROUP BY ALL HAVING count(*) > 1;
-- le code commence par celui du département
SELECT code FROM t WHERE NOT starts_with(code, departement_code) OR name = '';
