/*+++
id          = "FRQ003"
name        = "sooner-than-medicare-pays"
title       = "Service sooner or more often than Medicare pays"
since       = "0.2"
kind        = "set"
reads       = ["spaced"]
needs       = ["date"]
applies     = "spacing LIKE '% period %'"
status      = "fail"
disposition = "line-denial"
carc        = "119"
rarc        = "N362"
citation    = [{ source = "42 CFR", section = "410.37 (edition of 2023, read in a copy); 410.15 to 410.56 otherwise (not read)" }, { source = "Medicare Benefit Policy Manual, Pub. 100-02", section = "chapter 15 §280.3, §280.4 (read in part)" }, { source = "Medicare National Coverage Determinations Manual, Pub. 100-03", section = "70.2.1, 190.23, 210 (not read)" }, { source = "Sightline table spacing_rule", section = "family period: the source of each rule" }]
message     = "{code}: {words}; {earlier_code} was on {earlier_on} ({related_line})"
evidence    = "{earlier_code} on {earlier_on}"
fix_text    = "expect no payment for this date; GA or GY where the patient was told"
guard       = { over = "service", where = "spacing LIKE '% period %' AND several_dates" }
+++
## What it checks
On claims to Medicare a service within the time in which Medicare pays it once, or beyond the number that it pays in that
time: wellness visits, screening for breast, cervical, colorectal, lung and prostate cancer, bone mass, glaucoma, blood
lipids, diabetes, depression, alcohol, HIV and HPV, counseling, care of feet that lack sensation. A review where the
published rule has exceptions that a claim does not show, or is that of contractors: bone mass, glycated hemoglobin,
routine foot care, epidural, facet, sacroiliac and trigger point injections. The rules are rows of a table, each with
its source. Earlier claims come with --history.

## Why
"11 full months" count from the month after the last service: after 15 January the first day is 1 January of the next
year.

## Exceptions
GA, GX, GY and GZ, which say that no payment is expected; KX, as on a colonoscopy that follows a positive stool test. 53. Lipids and glucose without the diagnosis of screening on
both claims. Smears and pelvic examinations of patients whose diagnoses say high risk or an abnormal finding. Glycated
hemoglobin is let pass from two months on, since the rule of three speaks of controlled patients. Other payers,
whose limits are not loaded: reported as not checked.

## How to fix
Tell the patient before the service; the record must show why it could not wait.
*/
SELECT claim_key, line_no, status, other_claim_key, other_line, code, words, earlier_code, earlier_on, rule, rule_source
FROM spaced
WHERE family = 'period'
