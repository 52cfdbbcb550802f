/*+++
id          = "MUE001"
name        = "units-over-mue-line"
title       = "More units on the line than CMS allows"
since       = "0.1"
kind        = "line"
reads       = ["service"]
needs       = ["date", "mue", "mue_value", "dme", "mue_zero", "shared_care", "units"]
applies     = "unit_basis <> 'MJ'"
status      = "fail"
disposition = "line-denial"
carc        = "151"
rarc        = "N362"
citation    = [{ source = "NCCI Policy Manual 2026", section = "chapter I §V" }]
message     = "{units|unit} of {code}: CMS allows {mue_value} a line{say_limit}"
evidence    = "{code}: {mue_value}, MAI {mai}"
fix_text    = "{say_advice}"
fix         = { action = "set_units" }
+++
## What it checks
Lines whose units exceed the medically unlikely edit (MUE) value of a code with adjudication indicator (MAI) 1.

## Why
An MAI 1 value is compared with each line; when it is exceeded all units of that line are denied.

## Exceptions
A code that is not in the file has no published value and is reported as not checked. Units over several days are
divided by the days, as contractors do. Minutes (anesthesia) are not compared, nor are the lines of a void claim.
What a supplier bills to a DME contractor, equipment that is sold or rented (NU, RR, UE), and a code with the value 0 that
DME contractors pay are reported as not checked: these contractors hold them against a table of their own. The value 0 says what Medicare does not pay, and binds no other
payer: such a line is reported as not checked. For Medicare, a code of status B, P, I, N or G with the value 0 is for STA001 and STA002, and one line with 50 and
several units for BIL003.

Of another payer no policy on this is loaded, and the finding is for review; both sides of a code with bilateral
indicator 1 or 3, told by LT and RT, are no finding there. The units of care after an operation that another physician did
(55) may be its days: such a line with several units is reported as not checked.

## How to fix
Correct the units, or report units above the value on separate lines with the modifier that explains them.
*/
SELECT claim_key, line_no, code, units, mue_value, mai, mue_row AS source_row, mue_release AS release,
    CASE WHEN payer = 'Medicare' THEN 'fail' ELSE 'review' END AS status,
    CASE WHEN payer = 'Medicare' THEN ''
        ELSE ' for Medicare: check whether ' || payer || ' holds to that' END AS say_limit,
    CASE
        WHEN mue_value > 0 AND fna_use = 'first' THEN 'one unit for the first lesion, further lesions with the add-on code of the same modality'
        WHEN mue_value > 0 AND bilateral IN ('1', '3') AND (modifier_list LIKE '% LT %' OR modifier_list LIKE '% RT %')
            AND lines_on_date > 1 THEN 'both sides are one line with 50 and one unit'
        WHEN mue_value > 0 THEN 'set the units to what was done, at most ' || CAST(mue_value AS VARCHAR)
            || ' a day; further units that were medically necessary go on a line of their own with the modifier that says why'
        ELSE 'remove line ' || CAST(line_no AS VARCHAR) || ', or expect no payment: no unit of the code is payable'
    END AS say_advice,
    CASE WHEN mue_value > 0 AND fna_use IS DISTINCT FROM 'first' THEN CAST(mue_value * days AS VARCHAR) END AS fix_value
FROM service
WHERE mai = '1' AND mue_binds AND dme = '' AND units_a_day > mue_value
