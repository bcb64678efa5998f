-- un code ne désigne qu’une région
SELECT code FROM t GROUP BY ALL HAVING count(*) > 1;
-- deux chiffres et un nom
SELECT code FROM t WHERE NOT regexp_full_match(code, '\d{2}') OR name = '';
