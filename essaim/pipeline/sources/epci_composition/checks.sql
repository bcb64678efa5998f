-- une commune n’appartient qu’à une intercommunalité à fiscalité propre
SELECT commune_code FROM t GROUP BY ALL HAVING count(*) > 1;
-- une intercommunalité n’a qu’un nom et qu’une nature
SELECT epci_code FROM t GROUP BY ALL HAVING count(DISTINCT epci_name) > 1 OR count(DISTINCT kind) > 1;
-- une intercommunalité a un nom
SELECT epci_code FROM t WHERE coalesce(epci_name, '') = '';
