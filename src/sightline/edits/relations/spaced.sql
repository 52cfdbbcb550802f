-- One row per line and rule of spacing_rule that it breaks, with the last earlier line that the rule counts. Earlier is an
-- earlier day, and where the rule says so an earlier line of the day. No line of an assistant, of a procedure that was
-- broken off (53), or of care without the procedure (55, 56) counts. Input: service, code_in_group, spacing_rule, diagnosis.
WITH counted AS (
    SELECT
        s.claim_key,
        s.line_no,
        s.code,
        i.name AS code_group,
        s.patient,
        s.physician,
        s.component,
        s.modifier_list,
        s.date_of_service,
        CAST(substr(CAST(s.date_of_service AS VARCHAR), 1, 4) AS INTEGER) * 12
            + CAST(substr(CAST(s.date_of_service AS VARCHAR), 6, 2) AS INTEGER) AS month_no
    FROM service s
    JOIN code_in_group i ON i.code = s.code
    WHERE s.assisting = '' AND s.date_of_service IS NOT NULL AND s.qualifier IN ('HC', '')
        AND s.modifier_list NOT LIKE '% 53 %' AND s.modifier_list NOT LIKE '% 55 %' AND s.modifier_list NOT LIKE '% 56 %'
),
broken AS (
    SELECT
        a.claim_key,
        a.line_no,
        r.rule,
        b.claim_key AS other_claim_key,
        b.line_no AS other_line,
        b.code AS earlier_code,
        b.date_of_service AS earlier_on,
        row_number() OVER (
            PARTITION BY a.claim_key, a.line_no, r.rule ORDER BY b.date_of_service DESC, b.claim_key DESC, b.line_no DESC
        ) AS place,
        dense_rank() OVER (PARTITION BY a.claim_key, a.line_no, r.rule ORDER BY b.date_of_service) AS days
    FROM counted a
    JOIN spacing_rule r ON r.later = a.code_group
    JOIN counted b ON b.patient = a.patient AND b.code_group = r.earlier
    WHERE (
            b.date_of_service < a.date_of_service
            OR (
                r.same_day AND b.date_of_service = a.date_of_service
                AND (b.claim_key < a.claim_key OR (b.claim_key = a.claim_key AND b.line_no < a.line_no))
            )
        )
        AND CASE r.period
            WHEN 'full' THEN a.month_no - b.month_no <= r.length
            WHEN 'months' THEN b.date_of_service > add_months(a.date_of_service, -r.length)
            WHEN 'days' THEN b.date_of_service > add_days(a.date_of_service, -r.length)
            ELSE TRUE
        END
        AND CASE r.whose
            WHEN 'physician' THEN a.physician = b.physician
            WHEN 'other' THEN a.physician <> b.physician
            ELSE TRUE
        END
        AND (a.component = b.component OR a.component = '' OR b.component = '')
        AND (
            NOT r.by_side
            OR (
                (a.modifier_list LIKE '% LT %' OR a.modifier_list LIKE '% 50 %')
                AND (b.modifier_list LIKE '% LT %' OR b.modifier_list LIKE '% 50 %')
            )
            OR (
                (a.modifier_list LIKE '% RT %' OR a.modifier_list LIKE '% 50 %')
                AND (b.modifier_list LIKE '% RT %' OR b.modifier_list LIKE '% 50 %')
            )
        )
        AND NOT (
            r.unless_notice AND (
                a.modifier_list LIKE '% GA %' OR a.modifier_list LIKE '% GX %' OR a.modifier_list LIKE '% GY %'
                OR a.modifier_list LIKE '% GZ %' OR a.modifier_list LIKE '% KX %'
            )
        )
        AND (
            r.earlier_diagnosis = '' OR EXISTS (
                SELECT 1 FROM diagnosis d
                WHERE d.claim_key = b.claim_key AND (
                    r.earlier_diagnosis LIKE '% ' || d.code || ' %' OR r.earlier_diagnosis LIKE '% ' || substr(d.code, 1, 3) || ' %'
                )
            )
        )
        AND (
            r.later_diagnosis = '' OR EXISTS (
                SELECT 1 FROM diagnosis d
                WHERE d.claim_key = a.claim_key AND (
                    r.later_diagnosis LIKE '% ' || d.code || ' %' OR r.later_diagnosis LIKE '% ' || substr(d.code, 1, 3) || ' %'
                )
            )
        )
        AND (
            r.unless_diagnosis = '' OR NOT EXISTS (
                SELECT 1 FROM diagnosis d
                WHERE d.claim_key = a.claim_key AND (
                    r.unless_diagnosis LIKE '% ' || d.code || ' %' OR r.unless_diagnosis LIKE '% ' || substr(d.code, 1, 3) || ' %'
                )
            )
        )
),
-- Of the rules of a family that a line breaks, one: of those that fail it before those that a person must see.
chosen AS (
    SELECT
        f.*,
        row_number() OVER (
            PARTITION BY f.claim_key, f.line_no, r.family ORDER BY CASE r.status WHEN 'fail' THEN 0 ELSE 1 END, r.rule
        ) AS choice
    FROM (
        SELECT b.*, max(b.days) OVER (PARTITION BY b.claim_key, b.line_no, b.rule) AS earlier_days
        FROM broken b
    ) f
    JOIN spacing_rule r ON r.rule = f.rule
    WHERE f.place = 1 AND f.earlier_days >= r.most
)
SELECT
    f.claim_key,
    f.line_no,
    s.code,
    s.payer,
    f.rule,
    r.family,
    r.status,
    r.words,
    r.source AS rule_source,
    f.other_claim_key,
    f.other_line,
    f.earlier_code,
    f.earlier_on
FROM chosen f
JOIN spacing_rule r ON r.rule = f.rule
JOIN service s ON s.claim_key = f.claim_key AND s.line_no = f.line_no
WHERE f.choice = 1
