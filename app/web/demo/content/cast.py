"""Who takes part: the organisations, their people, and the staff of Larch."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from app.web.demo.content.records import Organisation, Person
from app.web.demo.content.texts import fill, read, slug

PLANS = {
    "small": "Larch for business, monthly",
    "mid-size": "Larch for business, yearly",
    "accountants": "Larch for accountants",
}
PEOPLE_IN = {"small": 1, "mid-size": 3, "accountants": 2}  # relative to a small firm
MIDDLE_REVENUE = {"small": 4500, "mid-size": 22000, "accountants": 16000}  # euros a year
FOUR_YEARS = 1460  # days


def cast_organisations(rng: Random, people: int) -> list[Organisation]:
    """Those of organisations.yaml, and more of them when there are more than 4 people for each."""
    organisations = [_organisation(*row) for row in read("organisations.yaml")]
    taken = {organisation.key for organisation in organisations}
    while len(organisations) < people // 4:
        organisation = _invented(rng)
        if organisation.key not in taken:
            taken.add(organisation.key)
            organisations.append(organisation)
    return organisations


def cast_people(
    rng: Random, organisations: list[Organisation], size: int, opening: datetime, end: datetime
) -> list[Person]:
    """Exactly `size` people: staff, then the customers of people.yaml, then others."""
    registry = _Registry()
    long_before = opening - timedelta(days=200)
    people = [registry.staff(row, long_before) for row in read("people.yaml")["staff"]]
    homes = {organisation.name: organisation for organisation in organisations}
    for row in read("people.yaml")["customers"]:
        home = homes[row["organisation"]]
        people.append(registry.customer(row["name"], row["job"], home, long_before))
    for home in _homes(rng, organisations, size - len(people)):
        joined = _joined(rng, opening, end)
        people.append(registry.customer(_name(rng, home), _job(rng, home), home, joined))
    return people


class _Registry:
    """Makes people, each with a key and an address of their own."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._emails: set[str] = set()

    def staff(self, row: dict[str, Any], joined: datetime) -> Person:
        email = self._email(row["name"], "larch.example")
        key = self._key(row["name"])
        zone = "Europe/Amsterdam"
        return Person(key, row["name"], email, row["role"], row["job"], None, "en", zone, joined)

    def customer(self, name: str, job: str, home: Organisation, joined: datetime) -> Person:
        country = _countries()[home.country]
        return Person(
            key=self._key(name),
            name=name,
            email=self._email(name, home.domain),
            role="customer",
            job=job,
            organisation=home.key,
            language=country["language"],
            time_zone=country["time_zone"],
            joined_at=joined,
        )

    def _key(self, name: str) -> str:
        key = next(key for key in _numbered(slug(name)) if key not in self._keys)
        self._keys.add(key)
        return key

    def _email(self, name: str, domain: str) -> str:
        whole = slug(name).replace("-", ".")
        candidates = [f"{slug(name.split()[0])}@{domain}"]
        candidates += [f"{whole}{number or ''}@{domain}" for number in range(1000)]
        email = next(email for email in candidates if email not in self._emails)
        self._emails.add(email)
        return email


def _numbered(key: str) -> Iterator[str]:
    yield key
    yield from (f"{key}-{number}" for number in count(2))


def _countries() -> dict[str, dict[str, Any]]:
    return {country["key"]: country for country in read("countries.yaml")}


def _organisation(
    name: str,
    country: str,
    town: str,
    trade: str,
    segment: Any,
    revenue: int,
    lifecycle: Any,
    domain: str = "",
) -> Organisation:
    key = slug(name)
    plan = PLANS[segment]
    domain = domain or f"{key}.example"
    region = _countries()[country]["region"]
    return Organisation(
        key, name, domain, country, region, town, trade, segment, plan, lifecycle, revenue
    )


def _invented(rng: Random) -> Organisation:
    countries = read("countries.yaml")
    country = rng.choices(countries, [entry["weight"] for entry in countries])[0]
    town, family = rng.choice(country["towns"]), rng.choice(country["family"])
    segment = rng.choices(list(PEOPLE_IN), [80, 14, 6])[0]
    pattern, trade = rng.choice(list(country["firms"].items()))
    if segment == "accountants":
        pattern, trade = "{family} & Partners", "an accounting firm"
    lifecycle = rng.choices(["active", "renewal", "onboarding", "churned"], [80, 10, 7, 3])[0]
    revenue = int(round(MIDDLE_REVENUE[segment] * rng.lognormvariate(0, 0.4), -2))
    name = fill(pattern, {"family": family})
    return _organisation(f"{name} {town}", country["key"], town, trade, segment, revenue, lifecycle)


def _homes(rng: Random, organisations: list[Organisation], size: int) -> list[Organisation]:
    """Where the others work: each organisation once if they suffice, then by its size."""
    once = organisations[:size]
    weights = [PEOPLE_IN[organisation.segment] for organisation in organisations]
    return once + rng.choices(organisations, weights, k=size - len(once))


def _name(rng: Random, home: Organisation) -> str:
    """One in eight comes from somewhere else than the organisation."""
    countries = _countries()
    elsewhere = rng.random() < 1 / 8
    country = rng.choice(list(countries.values())) if elsewhere else countries[home.country]
    return f"{rng.choice(country['given'])} {rng.choice(country['family'])}"


def _job(rng: Random, home: Organisation) -> str:
    kind = "accountant_jobs" if home.segment == "accountants" else "jobs"
    return str(rng.choice(read("people.yaml")[kind]))


def _joined(rng: Random, opening: datetime, end: datetime) -> datetime:
    """Two in three were there before the portal opened, the others came since."""
    if rng.random() < 2 / 3:
        return opening - timedelta(minutes=rng.randrange(1, FOUR_YEARS * 1440))
    return opening + (end - opening) * rng.uniform(0, 0.95)
