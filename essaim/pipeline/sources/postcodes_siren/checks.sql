-- une commune n’a qu’une ligne
SELECT code FROM t GROUP BY ALL HAVING count(*) > 1;
-- neuf chiffres ou rien
SELECT code, siren FROM t WHERE siren <> '' AND NOT regexp_full_match(siren, '\d{9}');
-- codes postaux de cinq chiffres
SELECT code, postcodes FROM t WHERE postcodes <> '' AND NOT regexp_full_match(postcodes, '\d{5}(\|\d{5})*');
