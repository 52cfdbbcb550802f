-- The dollars of each outcome (`number` is its place), from the charge to what was paid. A further payer's payment comes off the
-- patient's share; what is remitted and not billed has the charge that its remittance states.
-- Input: outcome, part (number, step, amount), cause (number, cause), fate, payment, remitted.
WITH stepped AS (
    SELECT
        number,
        sum(amount) AS together,
        sum(amount) FILTER (WHERE step = 'contract') AS of_contract,
        sum(amount) FILTER (WHERE step = 'denied') AS of_denied,
        sum(amount) FILTER (WHERE step = 'patient') AS of_patient,
        sum(amount) FILTER (WHERE step = 'others') AS of_others,
        sum(amount) FILTER (WHERE step = 'after') AS of_after
    FROM part
    GROUP BY number
),
again AS (
    -- What a line was paid beyond its first decision, where a later remittance of the same payer decided it again.
    SELECT
        f.claim_key,
        f.line_no,
        sum(coalesce(f.paid, 0)) - first(coalesce(f.paid, 0) ORDER BY p.date NULLS FIRST, f.remit_key, coalesce(f.paid, 0))
            AS recovered
    FROM fate f
    JOIN remitted r ON r.remit_key = f.remit_key
    LEFT JOIN payment p ON p.payment_key = r.payment_key
    WHERE f.line_no IS NOT NULL AND r.status NOT IN ('2', '3', '20', '21')
    GROUP BY f.claim_key, f.line_no
    HAVING count(*) > 1
),
dated AS (
    SELECT claim_key, arg_min(date_from, number) AS day
    FROM outcome
    WHERE claim_key IS NOT NULL AND date_from IS NOT NULL
    GROUP BY claim_key
),
stated AS (
    SELECT
        o.*,
        coalesce(o.billed, 0) AS stated,
        coalesce(o.paid, 0) AS got,
        CASE
            WHEN o.kind = 'other-payer' THEN 'further'
            WHEN o.remit_key IS NULL OR o.verdict IN ('in-sum', 'reversed') OR o.paid IS NULL
                THEN CASE WHEN o.verdict IN ('not-remitted', 'reversed') THEN 'open' ELSE 'unbalanced' END
            ELSE 'decided'
        END AS fate
    FROM outcome o
),
charged AS (
    SELECT
        s.*,
        p.* EXCLUDE (number),
        CASE WHEN s.kind = 'remitted' AND s.fate = 'decided' THEN coalesce(p.together, 0) + s.got ELSE s.stated END AS charge
    FROM stated s
    LEFT JOIN stepped p ON p.number = s.number AND s.fate = 'decided'
)
SELECT
    c.number,
    c.claim_id AS claim,
    c.claim_key,
    c.line_no AS line,
    coalesce(c.payer, '') AS payer,
    coalesce(c.provider, '') AS provider,
    coalesce(y.cause, '') AS cause,
    coalesce(strftime(coalesce(c.date_from, d.day), '%Y-%m'), '') AS month,
    c.charge,
    c.expected,
    c.allowed,
    CASE WHEN c.fate = 'open' THEN c.charge - c.got ELSE 0 END AS open,
    coalesce(c.of_contract, 0) AS contract,
    coalesce(c.of_denied, 0) AS denied,
    CASE WHEN c.fate = 'further' THEN -c.got ELSE coalesce(c.of_patient, 0) END AS patient,
    coalesce(c.of_others, 0) AS others,
    coalesce(c.of_after, 0) AS after,
    CASE c.fate
        WHEN 'unbalanced' THEN c.charge - c.got
        WHEN 'decided' THEN c.charge - coalesce(c.together, 0) - c.got
        ELSE 0
    END AS unbalanced,
    c.got AS paid,
    CASE WHEN c.kind = 'line' THEN least(greatest(coalesce(a.recovered, 0), 0), c.got) ELSE 0 END AS recovered,
    coalesce(c.taken_back, 0) AS taken_back
FROM charged c
LEFT JOIN cause y ON y.number = c.number
LEFT JOIN again a ON a.claim_key = c.claim_key AND a.line_no = c.line_no
LEFT JOIN dated d ON d.claim_key = c.claim_key
ORDER BY c.number
