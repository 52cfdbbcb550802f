-- One row per range of codes that DME contractors pay, with the first character of its codes, which a range never leaves: few
-- ranges are compared with a code. Input: dme_code.
SELECT code_from, code_to, contractor, substr(code_from, 1, 1) AS lead FROM dme_code
