import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Walks through what JDBC's metadata tells of a lake, and reads a value of every type. Ends with 1 at the first thing that is wrong. */
public class JdbcWalk {
  private static Connection connection;

  public static void main(String[] args) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("user", "jdbc");
    if (args.length > 1) properties.setProperty("password", args[1]);
    connection = DriverManager.getConnection(args[0], properties);
    walkTypes();
    walkMetadata();
    walkPrepared("true");
    properties.setProperty("explicitPrepare", "false");
    connection.close();
    connection = DriverManager.getConnection(args[0], properties);
    walkPrepared("false");
    walkTransactions();
    walkCancel();
    connection.close();
    System.out.println("ok");
  }

  private static void walkTypes() throws Exception {
    String[][] values = {
      {"true", "true"}, {"TINYINT '1'", "1"}, {"SMALLINT '2'", "2"}, {"3", "3"}, {"BIGINT '9223372036854775807'", "9223372036854775807"},
      {"REAL '1.5'", "1.5"}, {"1e0", "1.0"}, {"nan()", "NaN"}, {"DECIMAL '12.30'", "12.30"}, {"'abc'", "abc"}, {"CAST('x' AS char(3))", "x  "},
      {"DATE '2024-01-02'", "2024-01-02"}, {"TIMESTAMP '2024-01-02 03:04:05.123'", "2024-01-02 03:04:05.123"},
      {"TIMESTAMP '2024-01-02 03:04:05.123456'", "2024-01-02 03:04:05.123456"}, {"JSON '{\"a\":1}'", "{\"a\":1}"},
      {"UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'", "12151fd2-7586-11e9-8f9e-2a86e4085a59"}, {"ARRAY[1, 2]", "[1, 2]"},
      {"MAP(ARRAY['a'], ARRAY[1])", "{a=1}"}, {"INTERVAL '1' DAY", "1 00:00:00.000"}, {"INTERVAL '2' YEAR", "2-0"},
      {"CAST(ROW(1, 'x') AS ROW(a integer, b varchar))", "{a=1, b=x}"}, {"IPADDRESS '10.0.0.1'", "10.0.0.1"}, {"NULL", "null"},
      {"TIME '03:04:05'", "03:04:05"},
    };
    for (String[] value : values) {
      try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("SELECT " + value[0])) {
        check(rows.next(), value[0]);
        equal(value[1], String.valueOf(rows.getObject(1)), value[0]);
      }
    }
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("SELECT X'00ff'")) {
      rows.next();
      equal("2", String.valueOf(rows.getBytes(1).length), "varbinary");
    }
  }

  private static void walkMetadata() throws Exception {
    execute("CREATE SCHEMA IF NOT EXISTS jdbc_walk");
    execute("CREATE TABLE jdbc_walk.t_1 AS SELECT 1 AS a, CAST('x' AS varchar) AS b, DECIMAL '1.5' AS c");
    execute("CREATE OR REPLACE VIEW jdbc_walk.v AS SELECT 1 AS one");
    DatabaseMetaData metadata = connection.getMetaData();
    equal("476", String.valueOf(metadata.getDatabaseMajorVersion()), "version " + metadata.getDatabaseProductVersion());
    equal("[awsdatacatalog, system]", column(metadata.getCatalogs(), 1).toString(), "catalogs");
    check(column(metadata.getSchemas(), 1).contains("jdbc_walk"), "schemas");
    equal("[jdbc_walk]", column(metadata.getSchemas("awsdatacatalog", "jdbc\\_walk"), 1).toString(), "schemas by pattern");
    equal("[t_1, v]", column(metadata.getTables("awsdatacatalog", "jdbc\\_walk", "%", null), 3).toString(), "tables");
    equal("[v]", column(metadata.getTables("awsdatacatalog", "jdbc_walk", null, new String[] {"VIEW"}), 3).toString(), "views");
    equal("[]", column(metadata.getTables("awsdatacatalog", "", null, null), 3).toString(), "tables without a schema");
    equal("[a, b, c]", column(metadata.getColumns("awsdatacatalog", "jdbc_walk", "t\\_1", "%"), 4).toString(), "columns");
    equal("[4, 12, 3]", column(metadata.getColumns("awsdatacatalog", "jdbc_walk", "t\\_1", null), 5).toString(), "types of columns");
    equal("[TABLE, VIEW]", column(metadata.getTableTypes(), 1).toString(), "table types");
    check(column(metadata.getTypeInfo(), 1).size() > 20, "types");
    equal("[]", column(metadata.getPrimaryKeys("awsdatacatalog", "jdbc_walk", "t_1"), 1).toString(), "primary keys");
    for (ResultSet rows : new ResultSet[] {
      metadata.getProcedures(null, null, null), metadata.getProcedureColumns(null, null, null, null), metadata.getUDTs(null, null, null, null),
      metadata.getSuperTypes(null, null, null), metadata.getSuperTables(null, null, null), metadata.getAttributes(null, null, null, null),
      metadata.getPseudoColumns(null, null, null, null)
    }) equal("[]", column(rows, 1).toString(), "an empty table");
  }

  private static void walkPrepared(String explicit) throws Exception {
    try (PreparedStatement statement = connection.prepareStatement("SELECT ? + 1 AS n, ? AS s, CAST(? AS date) AS d")) {
      statement.setLong(1, 41);
      statement.setString(2, "it's");
      statement.setDate(3, java.sql.Date.valueOf("2024-01-02"));
      if (explicit.equals("true")) {
        ResultSetMetaData columns = statement.getMetaData();
        equal("n", columns.getColumnName(1), "DESCRIBE OUTPUT");
        equal("3", String.valueOf(statement.getParameterMetaData().getParameterCount()), "DESCRIBE INPUT");
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        equal("42 it's 2024-01-02", rows.getLong(1) + " " + rows.getString(2) + " " + rows.getDate(3), "prepared " + explicit);
      }
    }
    try (PreparedStatement statement = connection.prepareStatement("INSERT INTO awsdatacatalog.jdbc_walk.t_1 VALUES (?, ?, ?)")) {
      statement.setInt(1, 7);
      statement.setNull(2, java.sql.Types.VARCHAR);
      statement.setBigDecimal(3, new java.math.BigDecimal("2.5"));
      equal("1", String.valueOf(statement.executeUpdate()), "rows inserted");
    }
  }

  private static void walkTransactions() throws Exception {
    connection.setAutoCommit(false);
    equal("1", column(connection.createStatement().executeQuery("SELECT 1"), 1).get(0), "in a transaction");
    connection.commit();
    connection.setAutoCommit(true);
    connection.setSchema("jdbc_walk");
    equal("jdbc_walk", column(connection.createStatement().executeQuery("SELECT current_schema"), 1).get(0), "schema");
    execute("USE system.jdbc");
    equal("jdbc", connection.getSchema(), "USE");
    check(connection.isValid(10), "isValid");
    try {
      execute("SELECT nope");
      throw new IllegalStateException("no error");
    } catch (SQLException error) {
      equal("47", String.valueOf(error.getErrorCode()), "error code");
    }
    execute("DROP TABLE awsdatacatalog.jdbc_walk.t_1");
    execute("DROP VIEW awsdatacatalog.jdbc_walk.v");
    execute("DROP SCHEMA awsdatacatalog.jdbc_walk");
  }

  private static void walkCancel() throws Exception {
    Statement statement = connection.createStatement();
    Thread canceller = new Thread(() -> {
      try {
        Thread.sleep(1500);
        statement.cancel();
      } catch (Exception error) {
        throw new IllegalStateException(error);
      }
    });
    canceller.start();
    try {
      column(statement.executeQuery("SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y), UNNEST(sequence(1, 10000)) c(z)"), 1);
      throw new IllegalStateException("not cancelled");
    } catch (SQLException error) {
      check(!error.getMessage().isEmpty(), "a message");
    }
    canceller.join();
    // What the driver has cancelled the server has ended, and the connection is used further.
    String running = "SELECT count(*) FROM system.runtime.queries WHERE state = 'RUNNING' AND query LIKE 'SELECT count(*) FROM UNNEST%'";
    for (int i = 0; i < 50 && !column(connection.createStatement().executeQuery(running), 1).get(0).equals("0"); i++) Thread.sleep(100);
    equal("0", column(connection.createStatement().executeQuery(running), 1).get(0), "statements that run on");
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> column(ResultSet rows, int index) throws SQLException {
    List<String> values = new ArrayList<>();
    while (rows.next()) values.add(rows.getString(index));
    rows.close();
    return values;
  }

  private static void check(boolean isRight, String what) {
    if (!isRight) throw new IllegalStateException(what);
  }

  private static void equal(String expected, String found, String what) {
    check(expected.equals(found), what + ": " + found + " instead of " + expected);
  }
}
