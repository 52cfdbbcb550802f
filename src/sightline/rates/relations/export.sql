-- The columns of `sightline rates export`.
SELECT billing_code, modifiers, component, rate, method, class, setting, places AS places_of_service, tin,
       npi_count::BIGINT AS npi_count, payer, file, date,
       code_type, arrangement, unit, tin_type, name AS provider_name, expires,
       coalesce(expires < date, FALSE) AS expired, -- before the date of the file
       plan
FROM kept
ORDER BY payer, date, file, billing_code, component, modifiers, class, setting, method, rate, tin, npi_count, places, plan
