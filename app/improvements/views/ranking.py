"""What to improve first: the open improvements by rank, and those that are closed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core.i18n import _
from app.improvements.models import Horizon, Improvement
from app.improvements.queries.demand import Demand, demands, revenues
from app.improvements.queries.evidence import LoudIdea, loudest_ideas
from app.improvements.queries.listing import closed_improvements, counts_by_horizon
from app.improvements.queries.log import moved_by_hand
from app.improvements.views.asked import Asked, Sort, Tab, asked_for
from app.improvements.views.blueprint import bp
from app.journey.queries import all_elements
from app.people.models import User
from app.people.session import signed_in
from app.roadmap.lines import Line, line_of
from app.roadmap.queries.promises import promises_of
from app.scoring.chart import chart_of
from app.scoring.forms import RankForm
from app.scoring.formulas import Model, model_name, score
from app.scoring.models import Factor
from app.scoring.queries import Standing, measured_amounts, standings

PAGE_SIZE = 25
MOST_TIES = 6


class Link(NamedTuple):
    label: str
    url: str
    is_current: bool


class Row(NamedTuple):
    """One line of the ranked list. `share` is its score in per cent of the highest."""

    standing: Standing
    loudest: Sequence[LoudIdea]
    revenue: int | None
    share: float
    promise: Line | None

    @property
    def improvement(self) -> Improvement:
        return self.standing.improvement

    @property
    def others(self) -> list[str]:
        """The same by the other models, each a sentence."""
        measured = measured_amounts(self.standing.amounts, self.standing.demand)
        scores = [
            score(model, measured) for model in Model if model is not self.standing.score.model
        ]
        return [f"{model_name(each.model)}: {each.sentence}" for each in scores]


@bp.get("/manage/improvements")
def ranking() -> ResponseReturnValue:
    asked = asked_for(sees_all=signed_in().sees_figures)
    if asked.tab.horizon is not None:
        return closed_page(asked, asked.tab.horizon)
    return ranking_page(asked)


def ranking_page(asked: Asked, *, form: RankForm | None = None) -> str:
    """The open ones; `form` was sent for the row that is `asked.open` and comes back with what is
    wrong."""
    asking, in_order = signed_in(), standings(asked.model)
    shown = _narrowed(in_order, asked, asking)
    rows = _rows(shown[(asked.page - 1) * PAGE_SIZE : asked.page * PAGE_SIZE], in_order, asking)
    is_whole = asking.sees_figures and asked.tab is Tab.OPEN
    return render_template(
        "improvements/ranking.html",
        asked=asked,
        rows=rows,
        total=len(shown),
        all_open=len(in_order),
        columns=_columns(asked, asking),
        form=form or RankForm(formdata=None),
        moved=moved_by_hand() if is_whole else (),
        ties=_tied(in_order) if is_whole else (),
        chart=chart_of(in_order) if is_whole else None,
        **_pages(asked, len(shown)),
        **toolbar(asked, asking),
    )


def closed_page(asked: Asked, horizon: Horizon) -> str:
    """Those that shipped or were set aside."""
    asking = signed_in()
    part = next((each for each in all_elements() if each.key == asked.part), None)
    page = closed_improvements(horizon, reader=asking, element=part, cursor=asked.cursor)
    ids = [each.id for each in page.items]
    return render_template(
        "improvements/closed.html",
        asked=asked,
        page=page,
        demands=demands(ids),
        nobody=Demand(),
        previous_url=page.previous and asked.url(cursor=page.previous),
        next_url=page.next and asked.url(cursor=page.next),
        **toolbar(asked, asking),
    )


def toolbar(asked: Asked, asking: User) -> dict[str, object]:
    """The tabs with their counts, and what the list can be narrowed to."""
    counts = counts_by_horizon(asking)
    are_open = [count for horizon, count in counts.items() if horizon.is_open]
    mine = Link(_("Assigned to me"), asked.url(tab=Tab.MINE), asked.tab is Tab.MINE)
    tabs = [(mine, sum(count.mine for count in are_open))]
    if asking.sees_figures:
        labels = {Tab.OPEN: _("Open"), Tab.SHIPPED: _("Shipped"), Tab.SET_ASIDE: _("Set aside")}
        links = {
            tab: Link(label, asked.url(tab=tab), asked.tab is tab) for tab, label in labels.items()
        }
        tabs.insert(0, (links[Tab.OPEN], sum(count.all for count in are_open)))
        tabs.append((links[Tab.SHIPPED], counts[Horizon.SHIPPED].all))
        tabs.append((links[Tab.SET_ASIDE], counts[Horizon.SET_ASIDE].all))
    return {
        "tabs": tabs,
        "elements": all_elements(),
        "models": {each.value: model_name(each) for each in Model},
    }


def _narrowed(in_order: list[Standing], asked: Asked, asking: User) -> list[Standing]:
    shown = [
        each
        for each in in_order
        if (asked.tab is Tab.OPEN or each.improvement.owner_id == asking.id)
        and (not asked.part or _part_of(each.improvement) == asked.part)
    ]
    if asked.sort is not Sort.RANK:
        shown.sort(key=lambda each: -_height(each, asked.sort))
    return shown


def _part_of(improvement: Improvement) -> str:
    return improvement.element.key if improvement.element else ""


def _height(standing: Standing, sort: Sort) -> Decimal:
    match sort:
        case Sort.EFFORT:
            return standing.amounts.get(Factor.EFFORT, Decimal(-1))
        case Sort.IDEAS:
            return Decimal(standing.ideas)
        case Sort.PEOPLE:
            return Decimal(standing.demand.people)
        case _:
            return Decimal(standing.demand.organisations)


def _rows(shown: list[Standing], in_order: list[Standing], asking: User) -> list[Row]:
    ids = [each.improvement.id for each in shown]
    loudest = loudest_ideas(ids, reader=asking)
    revenue = revenues(ids) if asking.sees_figures else {}
    promises = promises_of(ids)
    highest = max((each.score.exact for each in in_order if each.score.exact), default=None)
    return [
        Row(
            each,
            loudest.get(each.improvement.id, []),
            revenue.get(each.improvement.id),
            _share(each.score.exact, highest),
            line_of(promises.get(each.improvement.id, [])),
        )
        for each in shown
    ]


def _share(exact: Fraction | None, highest: Fraction | None) -> float:
    return round(float(100 * exact / highest), 1) if exact and highest else 0.0


def _columns(asked: Asked, asking: User) -> list[Link]:
    """The headings that sort."""
    labels = {
        Sort.RANK: _("Rank"),
        Sort.EFFORT: _("Effort, months"),
        Sort.IDEAS: _("Ideas"),
        Sort.PEOPLE: _("People"),
        Sort.ORGANISATIONS: _("Organisations"),
    }
    return [Link(label, asked.url(sort=sort), asked.sort is sort) for sort, label in labels.items()]


def _tied(in_order: list[Standing]) -> list[tuple[int, int]]:
    """The pairs of neighbouring places that tie, the first few."""
    pairs = [(each.place, each.place + 1) for each in in_order if each.place + 1 in each.ties]
    return pairs[:MOST_TIES]


def _pages(asked: Asked, total: int) -> dict[str, object]:
    first = (asked.page - 1) * PAGE_SIZE
    has_more = total > first + PAGE_SIZE
    return {
        "first": first + 1,
        "last": min(total, first + PAGE_SIZE),
        "previous_url": asked.url(page=asked.page - 1) if asked.page > 1 else None,
        "next_url": asked.url(page=asked.page + 1) if has_more else None,
    }
