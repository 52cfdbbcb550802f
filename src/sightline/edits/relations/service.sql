-- One row per service line: what it states, what its claim, payer, modifiers and the reference say of it, and what other
-- lines of the day add. Input: line, situation, rendering, imaged; of many lines a query reads what it names (edits/narrow.py).
SELECT *
FROM line
JOIN situation USING (situation)
JOIN rendering USING (rendering)
LEFT JOIN imaged ON imaged_day = patient_day AND stands
