"""Old workbooks: what Excel 97 to 2003 wrote, down to formats and hidden rows."""

import base64
import gzip
import random

from workbench.domain import Kind
from workbench.errors import UnreadableFile
from workbench.spreadsheets.reading import read_table

# Written by xlwt: five items, a merged group, a hidden row and column, an error cell, money, percent and dates.
_PACKED = (
    b"H4sIAAAAAAACA+1YTUhUURT+7ps3OjP+jaaRBoNov2Y5Vos2OhVUtEi0FkUEqc2gYjoy6sIiK80ISYha9bMRrGiR1aYf+qF2RZFRiyAItGjlKi"
    b"hooU7nnHdnGm0ChQqy9w333HvOvfe7591zf968VyPZo4O3CsYwA5VwYCrqRkqCTVFyxxQvqD4a5WIsd1GK2vin4HZRIFOcuJ/xIpVjyPEeg4Gb"
    b"5hOSwAdK+9CGqnBrqPAvYrP4UKfYhwqSCpfIkol88SpH5AGRC0TekJYPRG4Uy4DICmo7qvZiJFBVskGv4j1GkdRlgnnvSJ93YilHHp7yKj56Rl"
    b"ltndgUaao7OO8rfGY6hkBLYFuoNRRhPROXebcvKS4tLvav8ft9phtXYAKkLPWZWbgKDxAMlrW0lHURRpFLq2cIX6OFwJfYMfG40Lb/XbsC2b9N"
    b"t6f+wu6iGCezc6ST2T0U9Jn2cwatiWOI1sou7UMGnplc48T2jlBL+wRqkU4qJ9piTUEn0BAJd7ZRo7Y6Udsb6yIhOnjamxpaQ2yoCkc6Gqm+Zr"
    b"Xfb2XlVrbWytZZ2Xpquivc2dHo4YtJDjLvtIMsQzZ4OskgsqScLdvcSw8+ce3z6x311YH9YjkmlxfvB4Wl/ECI4jj3SD9C/R30O5uWJRcgjEzE"
    b"+PkhgRJhWCWyR0ZZLOUCkbnUhvJl1Xm6sLVX2pyQ2mU07jrBm8DyhPIKKveN19z19X0MrKTy8LaxQ7nDbwODKKLgBMVPhV6UqlJ14TzjXiCWK3"
    b"08vheZ/9NR6TK82veovtezMMl7mZAt0tJ4tlRcM/TcWZqDNEdcM0kzNbNKwqyEOUW3V8LMM/cQi6hskL/jp1K1d7novm4QG3MZSbgM4eIQP6J5"
    b"MbSXzGQI0+F+ZmoQpp44kyOBqVAzOYTJpZkcCUwOYUo7zUzPhelknMlM4pMpTG7NZCYwmcJ0cYCZyhQz9ceZnEmYnMLk0TPlFKY00roNjyyfHP"
    b"i4l+EijWNQoqwak5hfEvMnPb+myEojB7d5wuhK/AEPbNiwYcOGDRv/NZT1Wi4vQ6Z+oeUXtVT9XWeS0pT9mWTeYifC9Oug/3Rb0Ep5BF1zWj8L"
    b"4VQxLjXLPrHvhYzdNHoEzagXP5rnvH7pr45KfJ5Zd/T+vi001/Gn5uLnHx7/O7zc8bwAFgAA"
)
_OLD = gzip.decompress(base64.b64decode(_PACKED))


def test_an_old_workbook_tells_as_much_as_a_new_one() -> None:
    table = read_table(_OLD, "a.xls")
    assert (table.sheet, table.header_rows, len(table)) == ("Items", (1,), 5)
    assert table.values("group") == ["North"] * 4 + ["South"]
    assert (table.as_read("paid")[0], table.values("paid")[0]) == ("$1,234.50", 1234.5)
    assert (table.texts("share")[:3], table.values("share")[1:3]) == (["0.0%", "25.0%", "50.0%"], [0.25, 0.5])
    assert (table.values("share")[4], table.as_read("share")[4]) == (None, "#N/A")
    assert (table.kinds["signed"], table.values("signed")[0], table.as_read("signed")[0]) == (
        Kind.DATE,
        "2020-02-10",
        "10/02/2020",
    )
    assert (table.hidden_rows, table.hidden_columns) == ((4,), ("share",))


def test_damaged_old_workbooks_end_in_a_table_or_a_sentence() -> None:
    chance = random.Random(7)
    read = 0
    for _ in range(60):
        changed = bytearray(_OLD)
        for _ in range(chance.choice((1, 10, 100))):
            changed[chance.randrange(512, len(changed))] = chance.randrange(256)
        try:
            read += len(read_table(bytes(changed[: chance.randrange(600, len(changed) * 2)]), "a.xls")) > 0
        except UnreadableFile as error:
            assert str(error).endswith(".")
    assert 0 < read < 60
