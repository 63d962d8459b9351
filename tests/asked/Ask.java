import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes pgjdbc ask all that it asks of the catalog: Ask URL. */
class Ask {
    interface Question {
        ResultSet of(DatabaseMetaData data) throws SQLException;
    }

    final Connection connection;
    final DatabaseMetaData data;

    Ask(Connection connection) throws SQLException {
        this.connection = connection;
        this.data = connection.getMetaData();
    }

    void name(String what) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set application_name = 'pgjdbc " + what + "'");
        }
    }

    void ask(String what, Question question) throws SQLException {
        name(what);
        try (ResultSet rows = question.of(data)) {
            while (rows.next()) {
            }
        }
    }

    void askOfRelations() throws SQLException {
        ask("tables", d -> d.getTables(null, "made", "%", null));
        ask("tables of a kind", d -> d.getTables(null, "made", "p%", new String[] { "TABLE", "VIEW" }));
        ask("columns", d -> d.getColumns(null, "made", "%", "%"));
        ask("keys", d -> d.getPrimaryKeys(null, "made", "people"));
        ask("indexes", d -> d.getIndexInfo(null, "made", "visits", false, true));
        ask("imported keys", d -> d.getImportedKeys(null, "made", "friends"));
        ask("exported keys", d -> d.getExportedKeys(null, "made", "people"));
        ask("cross reference", d -> d.getCrossReference(null, "made", "people", null, "made", "friends"));
        ask("best row", d -> d.getBestRowIdentifier(null, "made", "people", 0, true));
        ask("version columns", d -> d.getVersionColumns(null, "made", "people"));
        ask("table privileges", d -> d.getTablePrivileges(null, "made", "people"));
        ask("column privileges", d -> d.getColumnPrivileges(null, "made", "people", "%"));
    }

    void askOfTheRest() throws SQLException {
        ask("schemas", d -> d.getSchemas(null, "made"));
        ask("all schemas", DatabaseMetaData::getSchemas);
        ask("catalogs", DatabaseMetaData::getCatalogs);
        ask("types", DatabaseMetaData::getTypeInfo);
        ask("user types", d -> d.getUDTs(null, "made", "%", null));
        ask("procedures", d -> d.getProcedures(null, "made", "%"));
        ask("functions", d -> d.getFunctions(null, "pg_catalog", "array_append"));
        ask("function columns", d -> d.getFunctionColumns(null, "pg_catalog", "array_append", "%"));
        ask("client information", DatabaseMetaData::getClientInfoProperties);
        name("words");
        data.getSQLKeywords();
        data.getMaxColumnNameLength();
        data.getMaxColumnsInIndex();
    }

    void askOfResults() throws SQLException {
        name("result columns");
        try (PreparedStatement select = connection.prepareStatement("select * from made.people");
                ResultSet rows = select.executeQuery()) {
            ResultSetMetaData columns = rows.getMetaData();
            for (int at = 1; at <= columns.getColumnCount(); at++) {
                columns.isAutoIncrement(at);
                columns.isNullable(at);
                columns.getColumnClassName(at);
            }
        }
        name("updatable rows");
        try (Statement statement = connection.createStatement(ResultSet.TYPE_SCROLL_SENSITIVE,
                ResultSet.CONCUR_UPDATABLE); ResultSet rows = statement.executeQuery("select * from made.people")) {
            rows.moveToInsertRow();
            rows.updateString("name", "nobody");
        }
    }

    public static void main(String[] words) throws SQLException {
        try (Connection connection = DriverManager.getConnection(words[0])) {
            Ask ask = new Ask(connection);
            ask.askOfRelations();
            ask.askOfTheRest();
            ask.askOfResults();
        }
    }
}
