"""What retraining learns from: masked texts that the model was unsure of, and the share of unknown words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the table and the column."""
    op.create_table(
        "unsure",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("digest", sa.String(32), nullable=False, unique=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("unsure_by_time", "unsure", ["time"])
    op.add_column("decisions", sa.Column("unknown_words", sa.Float, nullable=True))


def downgrade() -> None:
    """Drops them."""
    op.drop_column("decisions", "unknown_words")
    op.drop_index("unsure_by_time", "unsure")
    op.drop_table("unsure")
