"""The tables of the store, and the versions its schema has had.

    projects ──< project_parts ──> blob (a file named by its hash, see blobs.py)
       └──< runs ──< run_parts ──> blob

What is small and changes often (the recipe, what a list shows) is JSON in the row; what is large and seldom changes is
a blob. How often a blob is pointed at is counted where it is asked for, from the two tables of parts: a count that is
written down can be wrong. Times are seconds since 1970, UTC.
"""

from sqlalchemy import Column, Double, ForeignKey, Integer, MetaData, String, Table, Text

VERSIONS = ("0001",)  # oldest first; one file each in migrations/versions
PROJECT, RUN = "project_id", "run_id"

metadata = MetaData()

projects = Table(
    "projects",
    metadata,
    Column("id", String(32), primary_key=True),  # unguessable: it stands in the address
    Column("name", Text, nullable=False),
    Column("revision", Integer, nullable=False),  # rises with every save
    Column("created", Double, nullable=False),
    Column("changed", Double, nullable=False),
    Column("used", Double, nullable=False),  # last opened or changed
    Column("archived", Double),
    Column("deleted", Double),  # marked; purged later, so that it can be undone
    Column("recipe", Text, nullable=False),
    Column("overview", Text, nullable=False),  # what a list of projects shows
)

project_parts = Table(
    "project_parts",
    metadata,
    Column(PROJECT, String(32), ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True),
    Column("part", String(20), primary_key=True),
    Column("blob", String(64), nullable=False, index=True),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column(PROJECT, String(32), ForeignKey("projects.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("made", Double, nullable=False),
    Column("data_hash", String(64), nullable=False),
    Column("versions", Text, nullable=False),
    Column("metrics", Text, nullable=False),
    Column("recipe", Text, nullable=False),
)

run_parts = Table(
    "run_parts",
    metadata,
    Column(RUN, String(32), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("part", String(20), primary_key=True),
    Column("blob", String(64), nullable=False, index=True),
)

settings = Table(
    "settings",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
