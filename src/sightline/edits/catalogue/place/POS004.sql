/*+++
id          = "POS004"
name        = "visit-in-another-place"
title       = "Visit in a place that its code does not describe"
since       = "0.2"
kind        = "line"
reads       = ["service"]
needs       = ["place"]
applies     = "usual_places <> ''"
status      = "fail"
disposition = "line-denial"
carc        = "5"
rarc        = "M77"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter XI §U: visit codes describe the site of service" }, { source = "CMS Claims Processing Manual, Pub. 100-04", section = "chapter 12 §30.6 (not read)" }]
message     = "{code} in place of service {place_of_service} ({place_name}): {say_usual}"
fix_text    = "the visit code of that place, or the place where the patient was"
+++
## What it checks
The place of service of office, hospital, emergency, nursing facility and home visits against the places that their
codes describe. A place where such a visit can be right by an exception (an inpatient who is brought to the office, a
physician who sees a patient of another place) is a review.

## Why
Visit codes are divided by the site of service, and payers compare the two.

## Exceptions
Telehealth (02, 10), for which the list of telehealth services decides, which is not loaded. Consultations and critical
care, which may be anywhere.

## How to fix
Correct the place or the code.
*/
SELECT claim_key, line_no, code, place_of_service, place_name, usual_places, place_source,
    CASE WHEN doubtful_places LIKE '% ' || place_of_service || ' %' THEN 'review' ELSE 'fail' END AS status,
    CASE WHEN doubtful_places LIKE '% ' || place_of_service || ' %' THEN 'seldom right for this code; see where the patient was'
        ELSE 'the code does not describe visits there' END AS say_usual
FROM service
WHERE usual_places <> '' AND place_known AND usual_places NOT LIKE '% ' || place_of_service || ' %'
