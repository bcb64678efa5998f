-- une commune n’est que dans un établissement public territorial
SELECT commune_code FROM t GROUP BY ALL HAVING count(*) > 1;
-- Paris n’est dans aucun
SELECT commune_code FROM t WHERE commune_code = '75056';
