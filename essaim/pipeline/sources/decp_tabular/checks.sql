-- tout acheteur est une unité légale
select buyer_siren from t where length(buyer_siren) <> 9;
