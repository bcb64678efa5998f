-- un seul contour par commune et par type
SELECT kind, code FROM t GROUP BY ALL HAVING count(*) > 1;
-- cinq caractères
SELECT code FROM t WHERE NOT regexp_full_match(code, '(\d{2}|2A|2B)\d{3}');
