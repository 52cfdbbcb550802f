"""Claims, invented ones, that the description of the API shows; the same claim in each content type."""

from __future__ import annotations

import json

X12 = """\
ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260310*0915*^*00501*000000101*0*T*:~
GS*HC*SENDER*RECEIVER*20260310*0915*101*X*005010X222A1~
ST*837*0001*005010X222A1~
BHT*0019*00*EX101*20260310*0915*CH~
HL*1**20*1~
NM1*85*2*EXAMPLE RADIOLOGY*****XX*1234567893~
N3*1 EXAMPLE WAY~
N4*SAMPLETOWN*OH*440010000~
REF*EI*900000001~
HL*2*1*22*0~
SBR*P*18*******MB~
NM1*IL*1*EXAMPLE*ALEX****MI*1EG4TE5MK73~
DMG*D8*19610415*F~
NM1*PR*2*MEDICARE*****PI*15202~
CLM*EX-1*1550***22:B:1*Y*A*Y*Y~
HI*ABK:R911~
LX*1~
SV1*HC:32408*1240*UN*1***1~
DTP*472*D8*20260302~
LX*2~
SV1*HC:77012:26*310*UN*1***1~
DTP*472*D8*20260302~
SE*21*0001~
GE*1*101~
IEA*1*000000101~
"""

CSV = """\
claim_id,line_no,code,modifiers,units,charge,place_of_service,date_from,diagnoses,payer_name
EX-1,1,32408,,1,1240.00,22,2026-03-02,R91.1,Medicare
EX-1,2,77012,26,1,310.00,22,2026-03-02,R91.1,Medicare
"""

_CPT = "http://www.ama-assn.org/go/cpt"
FHIR = json.dumps(
    {
        "resourceType": "Claim",
        "id": "EX-1",
        "status": "active",
        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/claim-type", "code": "professional"}]},
        "use": "claim",
        "patient": {"reference": "Patient/1"},
        "created": "2026-03-10",
        "provider": {"identifier": {"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"}},
        "priority": {"coding": [{"code": "normal"}]},
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"display": "Medicare"}}],
        "diagnosis": [
            {
                "sequence": 1,
                "diagnosisCodeableConcept": {
                    "coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "R91.1"}]
                },
            }
        ],
        "item": [
            {
                "sequence": 1,
                "productOrService": {"coding": [{"system": _CPT, "code": "32408"}]},
                "servicedDate": "2026-03-02",
                "quantity": {"value": 1},
                "net": {"value": 1240.00, "currency": "USD"},
                "diagnosisSequence": [1],
            },
            {
                "sequence": 2,
                "productOrService": {"coding": [{"system": _CPT, "code": "77012"}]},
                "modifier": [{"coding": [{"system": _CPT, "code": "26"}]}],
                "servicedDate": "2026-03-02",
                "quantity": {"value": 1},
                "net": {"value": 310.00, "currency": "USD"},
                "diagnosisSequence": [1],
            },
        ],
    },
    indent=1,
)

CLAIMS = {"application/EDI-X12": X12, "application/fhir+json": FHIR, "text/csv": CSV}
