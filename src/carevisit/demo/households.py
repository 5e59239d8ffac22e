"""Elders and their families, composed so that their categories follow from their files."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from ..days import DAY, months_after, years_on
from ..id_number import check_digit
from ..policy import Ability, Category, Tier
from . import words
from .scenes import cast
from .story import SCENE, Act, Elder, Village, moment, part_of

CENSUS_DAYS = 60  # the files that exist before the first month were made in so many days
WELL = (Ability.INTACT, Ability.INTACT, Ability.INTACT, Ability.MILD)
FRAIL = (Ability.MODERATE, Ability.SEVERE, Ability.COMPLETE)
FAR = ("350200", "350100", "3505", "44", "31", "3301")  # Xiamen, Fuzhou, Quanzhou, Guangdong, Shanghai, Hangzhou


class Why(NamedTuple):
    """Why an elder is a target: a category, ability grades, and ages at which the tier follows."""

    weight: int
    category: Category
    grades: tuple[Ability, ...]
    ages: tuple[int, int]


KEY = (
    Why(45, Category.LIVING_ALONE, WELL, (80, 98)), Why(15, Category.NO_KIN, WELL, (62, 95)),
    Why(25, Category.DISABLED, FRAIL, (65, 96)), Why(15, Category.SEVERE_DISABILITY, (Ability.MILD, *FRAIL), (60, 92)),
)  # fmt: skip
GENERAL = (
    Why(36, Category.LIVING_ALONE, WELL, (60, 79)), Why(34, Category.EMPTY_NEST, WELL, (60, 92)),
    Why(20, Category.LEFT_BEHIND, WELL, (60, 88)), Why(5, Category.DISABLED, (Ability.MILD,), (66, 90)),
    Why(5, Category.SPECIAL_FAMILY, WELL, (60, 82)),
)  # fmt: skip
BY_PART = {
    "tour": Why(1, Category.LIVING_ALONE, (Ability.INTACT,), (81, 88)),
    "turns_80": Why(1, Category.LIVING_ALONE, WELL, (79, 79)),
    "return_passed": Why(1, Category.LEFT_BEHIND, WELL, (62, 80)),
    "child_just_left": Why(1, Category.EMPTY_NEST, WELL, (62, 80)),
    "certificate_ends": Why(1, Category.SEVERE_DISABILITY, (Ability.MILD,), (62, 85)),
    "dependent_alone": Why(1, Category.DISABLED, (Ability.SEVERE, Ability.COMPLETE), (72, 92)),
    "nobody": Why(1, Category.LIVING_ALONE, WELL, (66, 90)),
    "neighbour_named": Why(1, Category.LIVING_ALONE, WELL, (66, 90)),
    "lost_child": Why(1, Category.SPECIAL_FAMILY, WELL, (62, 82)),
    "decided": Why(1, Category.LIVING_ALONE, WELL, (81, 90)),
}
_MEANS = ("other", "subsistence_allowance", "subsistence_margin", "extreme_poverty")


def elders_of(seed: int, count: int, villages: list[Village], first_on: date, today: date) -> Iterator[Elder]:
    """Every village has an elder on file since the census; the others live where more people do."""
    rng = Random(seed)
    weights = [rng.uniform(0.4, 2) for _ in villages]
    homes = villages[:count] + rng.choices(villages, weights, k=max(0, count - len(villages)))
    scenes, taken = cast(count, len(villages)), set[str]()
    for turn, village in enumerate(homes):
        home = villages[1 + turn % 2] if turn in scenes else village  # of the tour, with a liaison and a guide
        part = SCENE if turn in scenes else part_of(turn)
        one = _Household(Random(f"{seed}/elder/{turn}"), turn, home, turn < len(villages), first_on, today, taken, part)
        yield replace(one.elder(), scenes=tuple(scenes.get(turn, ())))


def id_number(born_on: date, turn: int) -> str:
    """A resident ID number of nobody: region 999999 was never assigned. An odd sequence number is a man's (GB 11643)."""
    body = f"999999{born_on:%Y%m%d}{turn:03d}"
    return body + check_digit(body)


def phone(line: int, turn: int) -> str:
    """A phone number of nobody: no mobile number begins with 100. One `line` each for elders, contacts and children."""
    return f"100{line}{turn:07d}"


class _Household:
    """One elder with family and file."""

    def __init__(
        self,
        rng: Random,
        turn: int,
        village: Village,
        settled: bool,
        first_on: date,
        today: date,
        taken: set[str],
        part: str,
    ) -> None:
        self.rng, self.turn, self.village, self.today, self.part = rng, turn, village, today, part
        self.settled = settled or bool(self.part)
        self.left_on = months_after(today, -5) - timedelta(days=rng.randint(0, 20))  # the child who has just left
        self.filed_on = self._filed_on(first_on)
        self.key = rng.random() < 0.25
        self.why = BY_PART.get(self.part) or _drawn(rng, KEY if self.key else GENERAL)
        self.grade, self.female = rng.choice(self.why.grades), rng.random() < 0.58
        self.born_on = self._birthday()
        self.number = self._free_number(taken)
        self.name = words.elder_name(rng, self.female)
        self.alone = self.why.category in (Category.LIVING_ALONE, Category.NO_KIN) or self.part == "dependent_alone"

    @property
    def _from_the_country(self) -> bool:
        """Whether the household is registered in the country."""
        return self.why.category is Category.LEFT_BEHIND or self.part == "child_just_left"

    def elder(self) -> Elder:
        """The elder of the story."""
        rng, village = self.rng, self.village
        by_village = not self.settled and village.has_liaison and rng.random() < 0.25
        not_asked = self.part in ("asked_later", "not_eligible", "waits")
        consent = "not asked" if not_asked else "yes" if self.settled else _drawn_consent(rng)
        at = moment(rng, self.filed_on, 9, 17)
        by = village.liaison if by_village else village.registrar
        act = Act("register", at, village.turn, self.turn, by, self._sheet(consent, by_village))
        return Elder(
            self.turn, self.part, village, self.why.category, self._key_from(), self.filed_on, consent,
            by_village or consent == "not asked", act,
        )  # fmt: skip

    def _filed_on(self, first_on: date) -> date:
        rng, filed_on = self.rng, first_on - timedelta(days=self.rng.randint(3, CENSUS_DAYS))
        if self.part == "waits":
            return self.today - timedelta(days=rng.randint(4, 20))
        if self.part == "child_just_left":
            return max(filed_on, self.left_on + timedelta(days=15))
        if not self.settled and rng.random() < 0.15:
            return filed_on + timedelta(days=rng.randint(0, max(1, (self.today - filed_on).days - 2)))
        return filed_on

    def _key_from(self) -> date | None:
        """The day from which the elder is meant to be key; one living alone from the 80th birthday on."""
        if self.why.category is Category.LIVING_ALONE:
            return None if self.part == "decided" else years_on(self.born_on, 80)
        always = self.why.category in (Category.NO_KIN, Category.SEVERE_DISABILITY) or self.grade in FRAIL
        return self.filed_on if always else None

    def _birthday(self) -> date:
        """A birthday that gives an age in range on the day of filing; very old elders are few."""
        rng, on, (youngest, oldest) = self.rng, self.filed_on, self.why.ages
        if self.part == "turns_80":
            soon = self.today + timedelta(days=rng.randint(5, 40))
            return date(soon.year - 80, soon.month, min(soon.day, 28))
        age = round(rng.triangular(youngest, oldest, youngest + (oldest - youngest) * 0.3))
        return date(on.year - age, on.month, min(on.day, 28)) - DAY - timedelta(days=rng.randint(0, 355))

    def _free_number(self, taken: set[str]) -> str:
        while True:
            number = id_number(self.born_on, self.rng.randrange(0, 500) * 2 + (not self.female))
            if number not in taken:
                taken.add(number)
                return number

    # --- the file -------------------------------------------------------------------------------------------------------

    def _sheet(self, consent: str, by_village: bool) -> dict[str, Any]:
        rng = self.rng
        assessed_on = self.filed_on - timedelta(days=rng.randint(0, 150))
        sheet = {
            "external_id": f"LD-{self.turn + 1:06d}", "filed_on": self.filed_on.isoformat(), "name": self.name,
            "id_number": self.number, "sex": "female" if self.female else "male", "phone": phone(0, self.turn),
            "ethnicity": "01", "residence": self._home(), "emergency_contact": self._contact(),
            "household_registration": {
                "place": self.village.code, "rural": self.village.rural or self._from_the_country
            },
            "economic_status": rng.choices(_MEANS, (78, 12, 6, 4))[0],
            "monthly_income_yuan": rng.randrange(180, 3200, 20), "income_source": rng.choice(words.INCOMES),
            "family": self._family(), "disability_certificate": self._certificate(), "categories_told": self._ticked(),
            "ability": {"grade": self.grade, "assessed_on": assessed_on.isoformat(), "basis": "assessed"},
        }  # fmt: skip
        if rng.random() < 0.6:
            sheet["medical_history"] = "、".join(rng.sample(words.ILLNESSES, rng.choice((1, 1, 2))))
        if self.turn % 3 == 0:
            sheet["health_management"] = self._health_management()
        if not by_village:
            sheet["tier_told"] = self._tier_ticked()
        if not self.part and rng.random() < 0.03:  # an incomplete file: only what was ticked counts
            del sheet["family"], sheet["disability_certificate"]
        if consent != "not asked":
            sheet["consent"] = {"given": consent == "yes", "on": self.filed_on.isoformat()}
        return sheet

    def _ticked(self) -> list[str]:
        """The category ticked by the worker, and sometimes a second one that does not change the tier."""
        main = self.why.category
        also = main in (Category.LIVING_ALONE, Category.LEFT_BEHIND) and self.part not in ("nobody", "neighbour_named")
        return [main.value, Category.EMPTY_NEST.value] if also and self.rng.random() < 0.4 else [main.value]

    def _tier_ticked(self) -> str:
        """The tier ticked by the worker, rarely wrong."""
        key_from = self._key_from()
        key = (key_from is not None and key_from <= self.filed_on) != (not self.part and self.rng.random() < 0.02)
        return (Tier.KEY if key else Tier.GENERAL).value

    def _certificate(self) -> dict[str, Any] | None:
        if self.why.category is not Category.SEVERE_DISABILITY:
            return None
        days = self.rng.randint(5, 40) if self.part == "certificate_ends" else self.rng.randint(200, 3000)
        until = self.today + timedelta(days=days)
        return {
            "number": f"{self.number}{self.rng.choice('1244467')}{self.rng.choice('12')}",
            "valid_until": until.isoformat(),
        }

    def _home(self) -> dict[str, Any]:
        rng, village, group = self.rng, self.village, self.rng.randint(1, 12)
        detail = (
            f"{village.name}{group} 组 {rng.randint(1, 260)} 号"
            if village.rural
            else f"{village.name} {group} 栋 {rng.randint(101, 605)} 室"
        )
        of_village = f"{group} 组" if village.rural else f"{group} 栋"
        return {"place": village.code, "detail": detail, "group": of_village, "rural": village.rural}

    def _contact(self) -> dict[str, Any]:
        childless = self.why.category in (Category.NO_KIN, Category.SPECIAL_FAMILY) or self.part in _CHILDLESS
        chances = (0, 0, 40, 60) if childless else (50, 32, 8, 10)
        who = self.rng.choices(("son", "daughter", "nephew", "neighbour"), chances)[0]
        kin = self.name[0] if who in ("son", "daughter") else None
        name = words.younger_name(self.rng, who == "daughter", kin)
        return {"name": name, "relationship": who, "phone": phone(1, self.turn)}

    # --- the family -----------------------------------------------------------------------------------------------------

    def _family(self) -> dict[str, Any]:
        rng, company = self.rng, self._company()
        children = [self._child(turn, where) for turn, where in enumerate(self._children(company))]
        married = rng.random() < 0.6 if company == "children" else company == "spouse"
        spouse = "living" if married else rng.choice(("deceased", "deceased", "deceased", "divorced"))
        if not children and not married and rng.random() < 0.5:
            spouse = "never_married"
        labour = "lost" if self.why.category is Category.NO_KIN else rng.choice(("full", "partial", "partial"))
        if self.grade in FRAIL:
            labour = "lost"
        return {
            "spouse": self._spouse(spouse), "lives_with": company, "carer": not self.alone, "labour_capacity": labour,
            "children": children, "others": [],
        }  # fmt: skip

    def _spouse(self, status: str) -> dict[str, Any]:
        """The spouse; half of the living ones are named in the file."""
        rng = Random(f"{self.number}/spouse")
        if status != "living" or rng.random() < 0.5:
            return {"status": status}
        female = not self.female
        return {
            "status": status, "name": words.elder_name(rng, female), "sex": "female" if female else "male",
            "phone": phone(4, self.turn), "health": rng.choice(("良好", "一般", "较差")),
        }  # fmt: skip

    def _health_management(self) -> dict[str, Any]:
        """A family doctor, and a health check within the year or not long before."""
        rng = Random(f"{self.number}/health")
        signed_on = self.filed_on - timedelta(days=rng.randint(30, 900))
        checked_on = max(signed_on, self.filed_on - timedelta(days=rng.randint(10, 320)))
        return {
            "managed": True, "doctor": words.younger_name(rng, rng.random() < 0.5), "signed_on": signed_on.isoformat(),
            "checked_on": checked_on.isoformat(),
        }  # fmt: skip

    def _company(self) -> str:
        """The people that the elder lives with."""
        rng, category = self.rng, self.why.category
        if self.alone:
            return "others" if category is Category.NO_KIN and rng.random() < 0.15 else "nobody"
        if category in (Category.DISABLED, Category.SEVERE_DISABILITY):
            return rng.choices(("children", "spouse", "other_family"), (50, 35, 15))[0]
        return rng.choices(("spouse", "other_family"), (75, 25))[0]

    def _children(self, company: str) -> list[str]:
        """Where each child is: at `home`, in the `village` or the `town` (another district of Putian), `far` away, `lost`."""
        rng, category = self.rng, self.why.category
        if category is Category.NO_KIN or self.part in _CHILDLESS:
            return []
        if category is Category.SPECIAL_FAMILY:
            return ["lost" if self.part == "lost_child" or rng.random() < 0.6 else "disabled"]
        count = rng.choice((1, 2, 2, 3, 4))
        if self.part == "decided":
            return ["village", *["far"] * (count - 1)]
        if category is Category.LEFT_BEHIND or self.part in ("tour", "child_just_left"):
            return ["just left" if self.part == "child_just_left" else "far", *["far"] * (count - 1)]
        if self.alone or category is Category.EMPTY_NEST:
            return rng.choices(("far", "town"), k=count)
        others = rng.choices(("village", "town", "far"), k=count - 1)
        return ["home" if company == "children" else rng.choice(("village", "far")), *others]

    def _child(self, turn: int, where: str) -> dict[str, Any]:
        rng, female = self.rng, self.rng.random() < 0.48
        child: dict[str, Any] = {
            "name": words.younger_name(rng, female, self.name[0]), "sex": "female" if female else "male",
            "relationship": "daughter" if female else "son", "disability_grade": 0,
        }  # fmt: skip
        if where == "lost":
            died_on = self.filed_on - timedelta(days=rng.randint(400, 6000))
            return child | {"alive": False, "died_on": died_on.isoformat()}
        since = self.left_on if where == "just left" else self.filed_on - timedelta(days=rng.randint(400, 3000))
        away = {"place": rng.choice(FAR), "reason": rng.choice(("work", "work", "business", "production"))}
        if self.part == "return_passed" and turn == 0:
            away["planned_return_on"] = (self.today - timedelta(days=rng.randint(2, 20))).isoformat()
        lives = {
            "home": {"place": self.village.code}, "village": {"place": self.village.code, "reason": "marriage"},
            "town": {"place": rng.choice(("350302", "350304", "350305")), "reason": "marriage" if female else "other"},
            "disabled": {"place": self.village.code},
        }.get(where, away)  # fmt: skip
        if where in ("far", "just left", "town"):
            lives = lives | {"since": since.isoformat()}
        if where == "disabled":
            child["disability_grade"] = rng.choice((1, 2, 3))
        often = rng.random() < (0.2 if where == "far" else 0.7) and self.part != "decided"
        return child | {"phone": phone(2, self.turn * 5 + turn), "visits_often": often, "lives": lives}


_CHILDLESS = ("nobody", "neighbour_named")


def _drawn(rng: Random, reasons: tuple[Why, ...]) -> Why:
    return rng.choices(reasons, [why.weight for why in reasons])[0]


def _drawn_consent(rng: Random) -> str:
    return rng.choices(("yes", "no", "not asked"), (92, 4, 4))[0]
