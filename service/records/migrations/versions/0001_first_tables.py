"""The first tables: opt-outs, decisions, corrections, and the proof of the digest key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table("digest_keys", sa.Column("proof", sa.String(32), primary_key=True))
    op.create_table(
        "opt_outs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("buyer", sa.String(32), nullable=False),
        sa.Column("seller", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("buyer", "seller", name="one_opt_out"),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message", sa.String(32), nullable=False),
        sa.Column("buyer", sa.String(32), nullable=True),
        sa.Column("decision", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("topics", sa.String, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("policy", sa.String, nullable=False),
    )
    op.create_index("decisions_by_time", "decisions", ["time"])
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("digest", sa.String(32), nullable=False, unique=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("labels", sa.JSON, nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drops them, with all they hold."""
    for table in ("corrections", "decisions", "opt_outs", "digest_keys"):
        op.drop_table(table)
