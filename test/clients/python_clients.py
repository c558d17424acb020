"""Uses a lake by the Python client of Trino, SQLAlchemy and pandas. Fails at the first thing that is wrong."""

import sys
import time
import uuid
from datetime import date, datetime
from decimal import Decimal

import pandas
import trino
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, inspect, select

port = int(sys.argv[1])


def equal(found, expected):
    assert found == expected, f"{found!r} instead of {expected!r}"


connection = trino.dbapi.connect(host="127.0.0.1", port=port, user="py", catalog="awsdatacatalog", schema="default")
cursor = connection.cursor()


def rows(sql, *parameters):
    cursor.execute(sql, parameters or None)
    return cursor.fetchall()


equal(rows("SELECT 1, 'x', 1.5, BIGINT '9223372036854775807', 1e0"), [[1, "x", Decimal("1.5"), 9223372036854775807, 1.0]])
equal(rows("SELECT DATE '2024-01-02', TIMESTAMP '2024-01-02 03:04:05.123456', true, NULL"),
      [[date(2024, 1, 2), datetime(2024, 1, 2, 3, 4, 5, 123456), True, None]])
equal(rows("SELECT ARRAY[1, 2], MAP(ARRAY['a'], ARRAY[1]), ROW(1, 'x'), X'00ff', UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'"),
      [[[1, 2], {"a": 1}, (1, "x"), b"\x00\xff", uuid.UUID("12151fd2-7586-11e9-8f9e-2a86e4085a59")]])
equal(rows("SELECT ?, ?, ?", 5, "it's", Decimal("1.5")), [[5, "it's", Decimal("1.5")]])
equal(len(rows("SELECT x, y FROM UNNEST(sequence(1, 1000)) a(x), UNNEST(sequence(1, 100)) b(y)")), 100_000)
rows("USE system.jdbc")
equal(rows("SELECT * FROM table_types ORDER BY 1"), [["TABLE"], ["VIEW"]])
rows("USE awsdatacatalog.default")
cursor.execute("SELECT 1 AS a, 'x' AS b")
equal([column.name for column in cursor.description], ["a", "b"])
try:
    rows("SELECT nope")
    raise AssertionError("no error")
except trino.exceptions.TrinoUserError as error:
    equal((error.error_name, error.error_code), ("COLUMN_NOT_FOUND", 47))
many = "UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y), UNNEST(sequence(1, 10000)) c(z)"
cursor.execute(f"SELECT x, y, z FROM {many}")
equal(len(cursor.fetchmany(3)), 3)
cursor.cancel()
for _ in range(50):
    running = rows(f"SELECT count(*) FROM system.runtime.queries WHERE state = 'RUNNING' AND query = 'SELECT x, y, z FROM {many}'")
    if running == [[0]]:
        break
    time.sleep(0.1)
equal(running, [[0]])
with trino.dbapi.connect(host="127.0.0.1", port=port, user="py", isolation_level=trino.transaction.IsolationLevel.READ_COMMITTED) as inside:
    other = inside.cursor()
    other.execute("SELECT 1")
    equal(other.fetchall(), [[1]])

engine = create_engine(f"trino://py@127.0.0.1:{port}/awsdatacatalog/py_walk")
rows("CREATE SCHEMA py_walk")
rows("CREATE TABLE py_walk.people AS SELECT 1 AS id, CAST('Ann' AS varchar) AS name UNION ALL SELECT 2, 'Bob'")
rows("CREATE VIEW py_walk.names AS SELECT name FROM py_walk.people")
rows("COMMENT ON TABLE py_walk.people IS 'who is here'")
look = inspect(engine)
assert "py_walk" in look.get_schema_names()
equal(look.get_table_names("py_walk"), ["people"])
equal(look.get_view_names("py_walk"), ["names"])
equal([column["name"] for column in look.get_columns("people", "py_walk")], ["id", "name"])
equal(look.get_table_comment("people", "py_walk"), {"text": "who is here"})
assert look.has_table("people", "py_walk")
assert "name" in look.get_view_definition("names", "py_walk")
people = Table("people", MetaData(schema="py_walk"), Column("id", Integer), Column("name", String))
with engine.connect() as sql:
    equal([tuple(row) for row in sql.execute(select(people).where(people.c.id > 1))], [(2, "Bob")])
frame = pandas.read_sql("SELECT id, name FROM py_walk.people ORDER BY id", engine)
equal(list(frame["name"]), ["Ann", "Bob"])
rows("DROP VIEW py_walk.names")
rows("DROP TABLE py_walk.people")
rows("DROP SCHEMA py_walk")
print("ok")
