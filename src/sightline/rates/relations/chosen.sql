-- The rows that the question chooses, with what cells are made of beside what is kept.
SELECT k.* EXCLUDE (setting, class, code_type), k.code_set AS code_type, k.class, k.setting, s.side,
       coalesce(nullif(replace(k.tin, '-', ''), ''), nullif(k.name, ''), 'provider ' || k.provider) AS tin_key
       {more}
FROM kept k JOIN place_side s USING (places) {joins}
