"""Matrices as Markdown tables."""

from homelab.offline.network.matrix import Access, Matrix


def to_markdown(matrix: Matrix, *, without: str = "") -> str:
    """Format a table with a row per source, a column per destination, and a dash where nothing is allowed.

    :param without: Prefix to remove from names.
    """
    columns = list(next(iter(matrix.values()), {}))
    rows = [
        ["", *(column.removeprefix(without) for column in columns)],
        ["---"] * (len(columns) + 1),
        *(
            [source.removeprefix(without), *("-" if cell is Access.NO else cell.value for cell in cells.values())]
            for source, cells in matrix.items()
        ),
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)
