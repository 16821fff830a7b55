"""`schema`: the columns of own books and ratings."""

from bookrec.cli.options import JsonOption


def schema(as_json: JsonOption = False) -> None:
    """Describe the columns of own data: required, optional, what they hold and mean.

    Own data are two files in the data folder, `books.csv` and `ratings.csv`, or `.parquet`.
    """
    from bookrec.cli.console import out, print_json
    from bookrec.data.tables.columns import TABLES, describe_columns

    if as_json:
        print_json(describe_columns())
        return
    from rich.table import Table

    for name, columns in TABLES.items():
        table = Table(title=f"{name}.csv or {name}.parquet", title_justify="left")
        for header in ("column", "", "type", "meaning"):
            table.add_column(header, no_wrap=header in ("column", ""))
        for column in columns:
            required = "required" if column.required else "optional"
            meaning = column.meaning + (f" Without: {column.without}." if column.without else "")
            table.add_row(column.name, required, column.kind, meaning)
        out.print(table)
