-- The codes that some lines have, and the base procedures of endoscopies among them. Input: code_met, endoscopy.
SELECT code FROM code_met
UNION
SELECT base FROM endoscopy WHERE code IN (SELECT code FROM code_met)
