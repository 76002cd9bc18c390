"""Lists of customers to work with (.csv): whom, which columns, in which shape, and by which name."""

from dataclasses import dataclass
from typing import BinaryIO, Literal

import numpy as np
import pandas as pd

from core.corners import corner_of
from core.customer_choice import chosen, current_of_valued, held_out
from core.export.csv_and_parquet import write_csv
from core.export.customers import customer_table
from core.export.naming import stem
from core.export.progress import Progress, part_of, unwatched
from core.importing.personal.pseudonyms import pseudonyms
from core.importing.table import Personal
from core.one_customer import customers_as_trained
from core.problems import DataProblem
from core.recipe import Audience, Filter
from core.study import Study

Shape = Literal["table", "mail"]
WITHOUT = ("Row", "Note")  # of a pseudonymised list: they lead to who is behind it
EVERYBODY = Filter()
MAIL, TAGS = "Email Address", "Tags"  # what mail tools call them when they read a file


@dataclass(frozen=True)
class Wanted:
    """A list: who is in it, an audience's hold-out among them; "mail": an address with tags for a mail tool."""

    who: Filter | Audience = EVERYBODY
    shape: Shape = "table"


def list_name(who: Filter | Audience) -> str:
    """Whom a list is of, as a part of its file's name: `tier-A`, `band-5`, `corner-let-go`, an audience's name."""
    if isinstance(who, Audience):
        return stem(who.name, 40, "audience")
    parts = [*(f"tier-{t}" for t in who.tiers), *(f"band-{b}" for b in who.bands)]
    return "-".join(parts) or (f"corner-{stem(who.corner)}" if who.corner else "customers")


def customer_list(study: Study, wanted: Wanted, progress: Progress = unwatched) -> pd.DataFrame:
    """The list as a table; columns and pseudonyms as recipe.sharing says. Raises DataProblem.

    table: all of a tier, band, corner or audience, the most valuable first, an audience with `Contact` (yes, held out);
    everybody in the order of the file. mail: see `_for_mail_tools`.
    """
    places = members(study, wanted.who)
    progress(0.1)
    if wanted.shape == "mail":
        return _for_mail_tools(study, wanted.who, places)
    if wanted.who == EVERYBODY:
        places = np.sort(places)
    sharing, everything = study.recipe.sharing, customer_table(study)
    table = everything.iloc[places]
    columns = [c for c in sharing.columns if c in table.columns] or list(table.columns)
    table = table[columns if "Customer" in columns else ["Customer", *columns]].copy(deep=False)
    if isinstance(wanted.who, Audience):
        table.insert(1, "Contact", np.where(_held_out(study, wanted.who, places), "held out", "yes"))
    own = own_columns(study)
    for name in sharing.own:
        if name in own:
            heading = name if name not in table.columns else f"{name} (of the file)"
            table.insert(len(table.columns), heading, _own(study, name, places).array, allow_duplicates=True)
    if sharing.pseudonyms:
        table = table.drop(columns=[c for c in WITHOUT if c in table.columns])
        table["Customer"] = pseudonyms(table["Customer"].to_numpy(dtype=object))
        table = table.sort_values("Customer", kind="stable")  # the file's order would tell who is who
    progress(0.4)
    return table


def write_list(study: Study, wanted: Wanted, out: BinaryIO, progress: Progress = unwatched) -> None:
    """The same as CSV."""
    table = customer_list(study, wanted, part_of(progress, 0, 0.4))
    write_csv(table, out, part_of(progress, 0.4, 1))


def members(study: Study, who: Filter | Audience) -> np.ndarray:
    """(m,) places in the segments, the most valuable first; those held out of an audience among them."""
    return chosen(study, who.who if isinstance(who, Audience) else who)


def own_columns(study: Study) -> tuple[str, ...]:
    """The columns of the user's file that a list may hold: in a pseudonymised one none that is personal."""
    personal = {one.column for one in _personal(study)} if study.recipe.sharing.pseudonyms else set()
    hidden = personal | ({study.recipe.scoring.id_column} if study.recipe.sharing.pseudonyms else set())
    return tuple(name for name in map(str, customers_as_trained(study).frame.columns) if name not in hidden)


def mail_column(study: Study) -> str | None:
    """The column of mail addresses that was kept as it is, on purpose; None where there is none."""
    kept = [one.column for one in _personal(study) if one.kind == "mail" and one.done == "kept"]
    return next((name for name in kept if name in customers_as_trained(study).frame.columns), None)


def _personal(study: Study) -> list[Personal]:
    tables = [table for table in (study.table, study.second) if table is not None]
    return [one for table in tables for one in table.reading.personal]


def _held_out(study: Study, audience: Audience, places: np.ndarray) -> np.ndarray:
    return held_out(audience, study.segments().scores.names.iloc[places])


def _for_mail_tools(study: Study, who: Filter | Audience, places: np.ndarray) -> pd.DataFrame:
    """One line an address: the address, and as tags tier, band, corner and audience.

    Without those held out, and those without an address; of customers with the same one, the most valuable counts.
    """
    name = mail_column(study)
    if study.recipe.sharing.pseudonyms:
        raise DataProblem("a list of pseudonyms holds no mail addresses", fix="switch the pseudonyms off for this list")
    if name is None:
        raise DataProblem(
            "no column of mail addresses was kept",
            fix='keep it on the Data page, under "Personal data", if these customers may be written to',
        )
    if isinstance(who, Audience):
        places = places[~_held_out(study, who, places)]
    tier, band = study.segments().tier[places], current_of_valued(study).band[places]
    corner = pd.Series(corner_of(band, tier), dtype="str").str.capitalize()
    bands = pd.Series(band).astype("str").where(band > 0)
    tags = "Tier " + pd.Series(tier, dtype="str")
    for kind, of in (("Band", bands), ("Corner", corner.where(corner != ""))):
        tags = tags.where(of.isna(), tags + f", {kind} " + of.fillna(""))
    if isinstance(who, Audience):
        tags = tags + ", " + who.name.replace(",", " ")  # a comma parts two tags
    mails = _own(study, name, places).astype("str").str.strip().reset_index(drop=True)
    table = pd.DataFrame({MAIL: mails, TAGS: tags, "Tier": tier, "Band": bands})
    table = table[mails.str.contains("@", regex=False, na=False)]
    return table[~table[MAIL].str.casefold().duplicated()]


def _own(study: Study, name: str, places: np.ndarray) -> pd.Series:
    """(m,) a column of the user's own for the customers at (m,) places in the segments."""
    return customers_as_trained(study).frame[name].iloc[study.segments().scores.positions[places]]
