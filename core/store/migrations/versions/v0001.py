"""The first version: projects, runs, their parts, settings."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables, and the name of this store's folder of blobs."""
    op.create_table(
        "projects",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("changed", sa.Double, nullable=False),
        sa.Column("used", sa.Double, nullable=False),
        sa.Column("archived", sa.Double),
        sa.Column("deleted", sa.Double),
        sa.Column("recipe", sa.Text, nullable=False),
        sa.Column("overview", sa.Text, nullable=False),
    )
    op.create_table(
        "project_parts",
        sa.Column("project_id", sa.String(32), sa.ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("part", sa.String(20), primary_key=True),
        sa.Column("blob", sa.String(64), nullable=False),
    )
    op.create_index("ix_project_parts_blob", "project_parts", ["blob"])
    op.create_table(
        "runs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("project_id", sa.String(32), sa.ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("made", sa.Double, nullable=False),
        sa.Column("data_hash", sa.String(64), nullable=False),
        sa.Column("versions", sa.Text, nullable=False),
        sa.Column("metrics", sa.Text, nullable=False),
        sa.Column("recipe", sa.Text, nullable=False),
    )
    op.create_index("ix_runs_project_id", "runs", ["project_id"])
    op.create_table(
        "run_parts",
        sa.Column("run_id", sa.String(32), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("part", sa.String(20), primary_key=True),
        sa.Column("blob", sa.String(64), nullable=False),
    )
    op.create_index("ix_run_parts_blob", "run_parts", ["blob"])
    settings = op.create_table(
        "settings",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.bulk_insert(settings, [{"name": "store", "value": secrets.token_hex(8)}])
