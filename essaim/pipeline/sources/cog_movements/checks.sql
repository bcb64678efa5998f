-- types de commune connus
SELECT type_before, type_after FROM t
WHERE coalesce(type_before, 'COM') NOT IN ('COM', 'COMA', 'COMD', 'ARM')
   OR coalesce(type_after, 'COM') NOT IN ('COM', 'COMA', 'COMD', 'ARM');
-- codes d’événement connus
SELECT mod FROM t WHERE mod NOT IN ('10', '20', '21', '30', '31', '32', '33', '34', '35', '41', '50', '70', '71', '72');
-- codes de cinq caractères
SELECT code_before, code_after FROM t
WHERE NOT regexp_full_match(coalesce(code_before, '00000'), '(\d{2}|2A|2B)\d{3}')
   OR NOT regexp_full_match(coalesce(code_after, '00000'), '(\d{2}|2A|2B)\d{3}');
-- pas de mouvement avant 1943
SELECT effective_on FROM t WHERE effective_on < DATE '1943-01-01';
