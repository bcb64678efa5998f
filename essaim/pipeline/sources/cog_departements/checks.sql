-- un code ne désigne qu’un département
SELECT code FROM t GROUP BY ALL HAVING count(*) > 1;
-- deux ou trois caractères, une région, un nom
SELECT code FROM t WHERE NOT regexp_full_match(code, '\d{2,3}|2A|2B') OR region_code IS NULL OR name = '';
