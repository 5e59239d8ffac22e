"""Registrations that really work, for the contract: one as Hanjiang asks for it, one with every field."""

from typing import Any

LIVING_ALONE: dict[str, Any] = {
    "filed_on": "2026-11-01",
    "name": "林阿姨",
    "id_number": "999999194611040025",
    "sex": "female",
    "phone": "13800000000",
    "residence": {"place": "350303103201", "detail": "1 号"},
    "household_registration": {"place": "350303103201", "detail": "1 号", "rural": True},
    "emergency_contact": {"name": "林小明", "relationship": "son", "phone": "13900000000"},
    "ability": {"grade": "mild", "assessed_on": "2026-10-20"},
    "economic_status": "subsistence_allowance",
    "family": {"spouse": {"status": "deceased"}, "lives_with": "nobody", "children": []},
    "categories_told": ["living_alone", "empty_nest"],
    "consent": {"given": True, "on": "2026-11-01"},
}
LEFT_BEHIND: dict[str, Any] = {
    "filed_on": "2026-11-01",
    "name": "王大爷",
    "id_number": "999999194405120016",
    "born_told": {"year": 1944},
    "sex": "male",
    "ethnicity": "01",
    "registered_household": True,
    "phone": "13800000001",
    "residence": {"place": "350303103201", "detail": "2 号", "group": "三组", "rural": True},
    "household_registration": {"place": "350303103201", "detail": "2 号", "rural": True},
    "emergency_contact": {"name": "王大勇", "relationship": "son", "phone": "13900000001"},
    "ability": {
        "assessed_on": "2026-10-20", "basis": "assessed", "reason": "first", "score": 66, "modifiers": ["dementia"],
        "items": [3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 3, 3, 3, 3, 3, 3, 1, 0, 2, 1, 1, 3, 1, 4],
    },
    "health_told": "semi_disabled",
    "medical_history": "高血压二十年",
    "diseases": ["高血压", "阿尔茨海默病"],
    "health_management": {"managed": True, "doctor": "郑医生", "signed_on": "2026-01-10", "checked_on": "2026-10-15"},
    "economic_status": "subsistence_margin",
    "monthly_income_yuan": 380,
    "income_source": "养老金、子女汇款",
    "living_told": "poor",
    "assistance_received": "村里逢年过节慰问",
    "subsistence_allowance_told": False,
    "disability_certificate": {"number": "99999919440512001663", "kind": 6, "grade": 3, "valid_until": "2031-06-30"},
    "family": {
        "spouse": {
            "status": "living", "name": "李秀英", "sex": "female", "id_number": "999999194602140024", "phone": "13900000006",
            "health": "一般", "visits_often": True,
        },
        "lives_with": "spouse",
        "carer": True,
        "labour_capacity": "lost",
        "children": [
            {
                "name": "王大勇", "sex": "male", "relationship": "son",
                "id_number": "99999919700315003X", "phone": "13900000001",
                "alive": True, "died_on": None, "disability_grade": None, "adopted": False, "health": "良好",
                "lives": {
                    "place": "350200", "place_note": "厦门市同安区某工地", "since": "2026-03-01", "reason": "work",
                    "reason_note": "建筑工地务工", "planned_return_on": "2027-02-01",
                },
                "visits_often": False,
                "spouse": {
                    "name": "陈小丽", "id_number": "999999197207080029", "phone": "13900000002",
                    "lives": {"place": "350200", "since": "2026-03-01", "reason": "work", "planned_return_on": "2027-02-01"},
                },
            },
            {"name": "王小燕", "sex": "female", "relationship": "daughter", "alive": False, "died_on": "2019-08-08"},
        ],
        "others": [
            {"name": "王二弟", "sex": "male", "relationship": "younger brother", "health": "一般", "visits_often": True},
        ],
    },
    "supporters": [
        {
            "name": "王建军", "sex": "male", "relationship": "grandchild", "phone": "13900000003",
            "lives": {"place": "abroad", "since": "2024-09-01", "reason": "study", "planned_return_on": None},
        },
    ],
    "carers": [{"name": "赵婶", "sex": "female", "relationship": "neighbour", "address": "5 号", "phone": "13900000004"}],
    "helper": {
        "name": "刘书记", "sex": "male", "unit": "村委会", "political_status": "party_member", "phone": "13900000005",
        "since": "2025-05-01",
    },
    "care_agreement": {"with": "赵婶", "signed_on": "2026-03-01", "elder_agrees": True, "reported_on": "2026-03-05"},
    "living": {
        "water_safe": True, "electricity_safe": False, "housing_safe": True, "household_income_yuan": 900,
        "pension": {"has": True, "monthly_yuan": 180}, "benefits": {"items": ["高龄津贴"], "monthly_yuan": 100},
    },
    "help": {"by": ["village", "volunteer"], "person": "刘书记", "measures": "每周送菜一次"},
    "worker": {"name": "陈登记", "signed_on": "2026-11-01"},
    "categories_told": ["left_behind", "disabled"],
    "tier_told": "key",
    "not_applicable": [{"section": "/supporters/*/id_number", "reason": "declined"}],
    "consent": {"given": True, "on": "2026-11-01"},
}  # fmt: skip
