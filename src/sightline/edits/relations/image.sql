-- One row per code that has to do with image guidance, and what it is there.
SELECT
    code,
    coalesce(max(CASE WHEN role = 'guidance' THEN modality END), '') AS guidance,
    coalesce(max(CASE WHEN role = 'guidance' THEN detail END), '') AS guidance_use,
    -- Of a code with several roles, that it includes guidance weighs most.
    CASE
        WHEN max(CASE WHEN role = 'includes' THEN 1 ELSE 0 END) = 1 THEN 'includes'
        ELSE coalesce(max(CASE WHEN role IN ('fna', 'core', 'needle') THEN role END), '')
    END AS needle,
    max(CASE WHEN role = 'fna' THEN 1 ELSE 0 END) = 1 AS aspiration,
    max(CASE WHEN role = 'core' THEN 1 ELSE 0 END) = 1 AS core_biopsy,
    coalesce(max(CASE WHEN role = 'fna' THEN detail END), '') AS fna_use,
    coalesce(max(CASE WHEN role = 'fna' THEN modality END), '') AS fna_modality,
    coalesce(max(CASE WHEN role = 'diagnostic-ct' THEN detail END), '') AS ct_region,
    coalesce(max(CASE WHEN role = 'region' THEN detail END), '') AS region,
    max(CASE WHEN role = 'rendering-3d' THEN 1 ELSE 0 END) = 1 AS rendering_3d,
    -- By its definition; a code may also be paired with guidance without being defined with it.
    max(CASE WHEN role = 'includes' AND detail = 'definition' THEN 1 ELSE 0 END) = 1 AS includes_guidance
FROM guidance
GROUP BY code
