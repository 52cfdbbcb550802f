/*+++
id          = "MUE002"
name        = "units-over-mue-date-policy"
title       = "More units that day than CMS allows (policy)"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "mue", "mue_value", "mue_of_suppliers", "mue_zero", "one_day", "units"]
applies     = "unit_basis <> 'MJ'"
status      = "fail"
disposition = "line-denial"
carc        = "151"
rarc        = "N362"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §V" }]
message     = "{units_on_date|unit} of {code} on {date_of_service}: CMS allows {mue_value} a day, an absolute limit: no modifier and no appeal changes it"
evidence    = "{code}: {mue_value}, MAI {mai}"
mend        = "{say_advice}"
fix         = { action = "set_units" }
+++
## What it checks
The units of one code, patient, physician and date, over all lines and claims, exceed the MUE value of a code with
adjudication indicator (MAI) 2.

## Why
MAI 2 and 3 values are compared with the units of the whole day; when they are exceeded all units of that code and day
are denied. MAI 2 follows from law, policy or anatomy.

## Exceptions
Professional and technical components of one service are counted once. Units over several days are divided by the days.
Minutes (anesthesia) and void claims do not count. A code that is not in the file has no published
value and is reported as not checked.
Equipment that is sold or rented (NU, RR, UE) is reported as not checked: DME contractors hold it against a table of
their own. The value 0 says what Medicare does not pay, and binds no other
payer: such a line is reported as not checked. For Medicare, a code of status B, P, I, N or G with the value 0 is for STA001 and STA002, and one line with 50 and
several units for BIL003.

## How to fix
Correct the units.
*/
SELECT claim_key, line_no, earlier_claim_key AS other_claim_key, code, date_of_service, units, units_on_date, lines_on_date, mue_value, mai, mue_row AS source_row,
    mue_release AS release,
    CASE
        WHEN mue_value > 0 AND fna_use = 'first' THEN 'one unit for the first lesion, further lesions with the add-on code of the same modality'
        WHEN mue_value > 0 AND bilateral IN ('1', '3') AND (modifier_list LIKE '% LT %' OR modifier_list LIKE '% RT %')
            AND lines_on_date > 1 THEN 'both sides are one line with 50 and one unit'
        WHEN mue_value > 0 THEN 'set the units of that day to at most ' || CAST(mue_value AS VARCHAR) || ''
        ELSE 'remove line ' || CAST(line_no AS VARCHAR) || ', or expect no payment: no unit of the code is payable'
    END AS say_advice,
    CASE WHEN mue_value > 0 AND lines_on_date = 1 AND fna_use IS DISTINCT FROM 'first' THEN CAST(mue_value * days AS VARCHAR) END AS fix_value
FROM service
WHERE mai = '2' AND mue_binds AND units_on_date > mue_value
