-- un code et un type ne désignent qu’une ligne
SELECT typecom, code FROM t GROUP BY ALL HAVING count(*) > 1;
-- cinq caractères, 2A et 2B compris
SELECT code FROM t WHERE NOT regexp_full_match(code, '(\d{2}|2A|2B)\d{3}');
-- chaque commune a son département, sa région et son nom
SELECT code FROM t WHERE departement_code IS NULL OR region_code IS NULL OR name IS NULL OR name = '';
-- le code commence par celui du département
SELECT code, departement_code FROM t WHERE typecom = 'COM' AND NOT starts_with(code, departement_code);
-- une commune déléguée ou associée, un arrondissement municipal a une commune qui existe
SELECT code, parent_code FROM t WHERE typecom <> 'COM'
  AND coalesce(parent_code, '') NOT IN (SELECT code FROM t WHERE typecom = 'COM');
