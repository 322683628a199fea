"""A matrix as a table for people."""

from homelab.offline.network.matrix import Access, Matrix


def to_markdown(matrix: Matrix, *, without: str = "") -> str:
    """A table in Markdown: a row for each source, a column for each destination, a dash where nothing passes.

    :param without: What names begin with that need not be repeated.
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
