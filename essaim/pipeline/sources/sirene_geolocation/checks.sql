-- des degrés
select siret from t where longitude not between -180 and 180 or latitude not between -90 and 90;
