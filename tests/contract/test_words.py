"""The contract speaks English and 中文 throughout, in plain words and in the official terms."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from carevisit.contract.words import NAMES, OPERATIONS, PARTS, SCHEMAS, WHOLE
from kept import DOCUMENT

MODELS: dict[str, Any] = DOCUMENT["components"]["schemas"]
OPERATED = {operation["operationId"]: operation for path in DOCUMENT["paths"].values() for operation in path.values()}
CODE, CHINESE, ENGLISH = re.compile("`[^`]*`"), re.compile(r"[\u4e00-\u9fff]{2}"), re.compile(r"[A-Za-z]{3}")
VOCABULARY = OPERATIONS | SCHEMAS | PARTS | NAMES | WHOLE


def parameters() -> Iterator[tuple[str, str, str]]:
    for name, operation in OPERATED.items():
        for parameter in operation.get("parameters", ()):
            yield name, parameter["name"], parameter["description"]


def properties() -> Iterator[tuple[str, str, str]]:
    for name, model in MODELS.items():
        for part, value in model.get("properties", {}).items():
            yield name, part, value.get("description", "")


def described() -> dict[str, str]:
    """Everything that the contract describes, with its words."""
    components = DOCUMENT["components"]
    return {
        **{f"operation {name}": operation["description"] for name, operation in OPERATED.items()},
        **{f"parameter {name} of {operation}": words for operation, name, words in parameters()},
        **{f"property {name}.{part}": words for name, part, words in properties()},
        **{f"schema {name}": model.get("description", "") for name, model in MODELS.items()},
        **{f"problem {name}": answer["description"] for name, answer in components["responses"].items()},
        **{f"header {name}": header["description"] for name, header in components["headers"].items()},
        **{f"tag {tag['name']}": tag["description"] for tag in DOCUMENT["tags"]},
    }


DESCRIBED = described()


@pytest.mark.parametrize("language", [ENGLISH, CHINESE], ids=["english", "chinese"])
@pytest.mark.parametrize("kind", ["operation", "parameter", "property", "schema", "problem", "header", "tag"])
def test_everything_is_described_in_both_languages(kind: str, language: re.Pattern[str]) -> None:
    words = {what: CODE.sub("", words) for what, words in DESCRIBED.items() if what.startswith(f"{kind} ")}
    assert words
    assert [what for what, said in words.items() if not language.search(said)] == []


def test_every_entry_of_the_vocabulary_is_in_use() -> None:
    named = {(part, words) for _, part, words in [*properties(), *parameters()]}
    assert set(OPERATIONS) == set(OPERATED)
    assert set(SCHEMAS) <= set(MODELS)
    assert set(PARTS) <= {f"{name}.{part}" for name, part, _ in properties()}
    assert set(NAMES.items()) <= named
    assert set(WHOLE.values()) <= {words for _, words in named}


def test_an_entry_of_its_own_says_more_than_the_name() -> None:
    assert [entry for entry, words in PARTS.items() if NAMES.get(entry.partition(".")[2]) == words] == []


OFFICIAL = {
    "ability grade": "能力程度", "candidate": "摸排|待确认", "census": "排查|摸排", "delegated care": "委托照顾",
    "disability certificate": "残疾人证", "emergency call": "紧急求助电话", "emergency contact": "紧急联系人",
    "empty-nest": "空巢", "first contact": "第一探访联系人|联系人", "follow-up": "回访", "general targets": "一般对象",
    "guides?": "指导员", "in-home": "上门", "key targets?": "重点对象", "left-behind": "留守",
    "living alone": "独居", "major": "重大", "one-to-one contact": "一对一联系人", "pairings?": "结对",
    "profile": "方案", "referral": "转介", "resident ID number": "身份证号码", "running number": "探访次数|第几次",
    "special famil(y|ies)": "特殊家庭", "special periods?": "特殊时间节点|特殊时段", "supervisors?": "督导员",
    "supporters": "赡养", "surveys?": "入户核实", "suspension": "暂停", "township": "乡", "without kin": "孤寡",
    "village committee": "村（居）",
}  # fmt: skip


@pytest.mark.parametrize("term", OFFICIAL)
def test_a_term_is_rendered_by_the_official_one(term: str) -> None:
    using = {entry: words for entry, words in VOCABULARY.items() if re.search(rf"\b{term}\b", words, re.IGNORECASE)}
    assert using, "no entry has this term any more"
    assert [entry for entry, words in using.items() if not re.search(OFFICIAL[term], words)] == []


UNOFFICIAL = re.compile("老人|用户|客户(?!端)|工单|供应商|走访|访问(?!令牌)|独居者|护工")


def test_no_description_uses_a_term_that_is_not_official() -> None:
    assert [what for what, words in DESCRIBED.items() if UNOFFICIAL.search(words)] == []


DIALECT = re.compile(
    r"\b(told|tells?|telling|takes? it on|stands? (as|where|again)|(is|are|was) owed|owes?|handed in|hands? in)\b"
)


def test_english_is_plain() -> None:
    assert [what for what, words in DESCRIBED.items() if DIALECT.search(CODE.sub("", words))] == []
