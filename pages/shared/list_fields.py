"""The fields of the list of customers on the Export page: whom, in which shape, which columns, and by which name."""

import dataclasses

import streamlit as st

from core.corners import CORNERS
from core.customer_choice import audience_in_words
from core.export.customers import COLUMNS, EACH_INDICATOR
from core.export.files import FILES, File, list_maker
from core.export.lists import EVERYBODY, Wanted, list_name, mail_column, members, own_columns
from core.indicators import INDICATORS
from core.problems import shortened
from core.recipe import Audience, Filter
from core.study import Study
from core.tiers import TIERS
from pages.shared.literal import literal
from pages.shared.widgets import field
from pages.shared.workspaces import Workspace

SHAPES = {"table": "Table", "mail": "Mail tool"}


def list_fields(workspace: Workspace) -> Wanted:
    """Draw the fields; the list they ask for."""
    study = workspace.study
    who_by_name = offered(study)
    grid = st.grid(3, min_column_width=190, vertical_alignment="bottom")
    whom, shape, more = grid.cell(), grid.cell(), grid.cell()
    name = whom.selectbox("Whom", list(who_by_name), key="list-whom")
    who = who_by_name[name]
    mail, hidden = mail_column(study), study.recipe.sharing.pseudonyms
    chosen = shape.segmented_control(
        "Shape", list(SHAPES), format_func=SHAPES.get, default="table", required=True, key="list-shape"
    )
    with more, st.popover("Columns and names", width="stretch", key="list-columns"):
        _columns(study)
    words = f"{len(members(study, who)):,} customers."
    if isinstance(who, Audience):
        words = f"{audience_in_words(study, who)}. The column Contact says whom to contact; who is held out is not."
    if chosen == "mail" and mail is not None and not hidden:
        words += f" Addresses from {shortened(mail, 40)!r}, with tier, band and corner as tags; nobody who is held out."
    elif chosen == "mail":
        words += (
            " A list of pseudonyms holds no addresses."
            if hidden
            else ' No column of mail addresses was kept: keep it on the Data page, under "Personal data", if these'
            " customers may be written to."
        )
    st.caption(literal(words))
    return Wanted(who, "mail" if chosen == "mail" and mail is not None and not hidden else "table")


def list_file(wanted: Wanted) -> File:
    """The file of a list that was asked for."""
    for_mail = "-mail" if wanted.shape == "mail" else ""
    ending = f"{list_name(wanted.who)}{for_mail}.csv"
    return dataclasses.replace(FILES["list"], ending=ending, make=list_maker(wanted))


def offered(study: Study) -> dict[str, Filter | Audience]:
    """By name: everybody, each tier, band and corner, and the saved audiences."""
    names = study.segments().table["name"]
    tiers = {f"Tier {t} {names[k]}": Filter(tiers=(t,)) for k, t in enumerate(TIERS)}
    bands = {f"Band {b}": Filter(bands=(b,)) for b in reversed(range(1, 6))}
    corners = {f"Corner {name}": Filter(corner=name) for name in CORNERS}  # type: ignore[arg-type]
    audiences = {f"Audience {audience.name}": audience for audience in study.recipe.audiences}
    return {"All customers": EVERYBODY, **tiers, **bands, **corners, **audiences}


def _columns(study: Study) -> None:
    indicators = [INDICATORS[i].label for i in study.segments().scores.indicators]
    ours = [*(name for name in COLUMNS if name != EACH_INDICATOR), *indicators]  # one that is not there is left out
    field(
        st.multiselect,
        "Columns",
        "sharing.columns",
        shown=lambda columns: [c for c in columns if c in ours],
        stored=tuple,
        options=ours,
        placeholder="all",
    )
    own = own_columns(study)
    field(
        st.multiselect,
        "And of your file",
        "sharing.own",
        shown=lambda columns: [c for c in columns if c in own],
        stored=tuple,
        options=list(own),
        format_func=lambda column: shortened(column, 40),
        placeholder="none",
    )
    field(st.toggle, "Pseudonyms in place of ids", "sharing.pseudonyms")
    st.caption(
        "A pseudonym always stands for the same customer, and nobody without this installation's key can turn it back."
        " Such a list holds no row numbers, no notes and no personal columns, and is in the order of the pseudonyms."
    )
