-- une commune n’a qu’une population
SELECT code FROM t GROUP BY ALL HAVING count(*) > 1;
-- aucune commune n’est plus peuplée que Paris
SELECT code, population FROM t WHERE population > 3000000;
