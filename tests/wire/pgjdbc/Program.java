import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.*;
import java.time.*;
import java.util.*;
import java.util.stream.Collectors;

import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** pgjdbc: prepared on the server after a few uses, binary from then on, fetch sizes, metadata. */
public class Program {
    interface Check {
        void run(Connection db) throws Exception;
    }

    static final String LONG = "select count(*) from generate_series(1, 1000000000000)";
    static final Map<String, Check> CHECKS = new LinkedHashMap<>();
    static final Map<String, String> ENV = System.getenv();

    static void show(Object... words) {
        String line = Arrays.stream(words).map(Program::shown).collect(Collectors.joining(" "));
        System.out.println(line.replace("\n", "\\n").replaceAll("pg_temp_\\d+", "pg_temp"));
    }

    static String shown(Object value) {
        if (value instanceof byte[] bytes)
            return HexFormat.of().formatHex(bytes);
        if (value instanceof Object[] items)
            return Arrays.stream(items).map(Program::shown).collect(Collectors.joining(", ", "[", "]"));
        try {
            if (value instanceof java.sql.Array array)
                return shown(array.getArray());
        } catch (SQLException error) {
            return shownError(error);
        }
        if (value instanceof List<?> list)
            return shown(list.toArray());
        return String.valueOf(value);
    }

    static String shownError(SQLException error) {
        if (error instanceof BatchUpdateException batch)
            return "batch " + Arrays.toString(batch.getUpdateCounts()) + " "
                    + (batch.getNextException() == null ? "" : shownError(batch.getNextException()));
        ServerErrorMessage told = error instanceof PSQLException own ? own.getServerErrorMessage() : null;
        if (told == null)
            return error.getSQLState() + " " + String.valueOf(error.getMessage()).split("\n")[0];
        return String.join(" ", told.getSeverity(), told.getSQLState(), told.getMessage(), "detail",
                String.valueOf(told.getDetail()), "hint", String.valueOf(told.getHint()), "position",
                "" + told.getPosition(), "where", String.valueOf(told.getWhere()), "object",
                String.valueOf(told.getSchema()), String.valueOf(told.getTable()), String.valueOf(told.getColumn()),
                String.valueOf(told.getDatatype()), String.valueOf(told.getConstraint()));
    }

    static Connection connect(String... settings) throws SQLException {
        Properties wanted = new Properties();
        wanted.put("user", ENV.get("HEARTH_USER"));
        wanted.put("password", ENV.get("HEARTH_PASSWORD"));
        for (int at = 0; at + 1 < settings.length; at += 2)
            wanted.put(settings[at], settings[at + 1]);
        String database = (String) wanted.getOrDefault("database", ENV.get("HEARTH_DATABASE"));
        wanted.remove("database");
        return DriverManager.getConnection("jdbc:postgresql://" + ENV.get("HEARTH_HOST") + ":"
                + ENV.get("HEARTH_PORT") + "/" + database, wanted);
    }

    static List<String> lines(String name) throws Exception {
        return Files.readAllLines(Path.of(ENV.get("HEARTH_FILES"), name)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }

    static List<Object> row(ResultSet rows) throws SQLException {
        List<Object> values = new ArrayList<>();
        for (int at = 1; at <= rows.getMetaData().getColumnCount(); at++)
            values.add(rows.getObject(at));
        return values;
    }

    static String columns(ResultSetMetaData told) throws SQLException {
        StringBuilder out = new StringBuilder();
        for (int at = 1; at <= told.getColumnCount(); at++)
            out.append(String.join(" ", told.getColumnName(at), told.getColumnTypeName(at), told.getTableName(at),
                    "" + told.getPrecision(at), "" + told.getScale(at), "" + told.isNullable(at),
                    "" + told.isAutoIncrement(at), "; "));
        return out.toString();
    }

    static void showRows(ResultSet rows) throws SQLException {
        List<Object> all = new ArrayList<>();
        while (rows.next())
            all.add(row(rows));
        show("  ", all);
    }

    /** A statement and all its results, or its error. */
    static void asked(Connection db, String text) throws SQLException {
        try (Statement statement = db.createStatement()) {
            boolean isRows = statement.execute(text);
            while (isRows || statement.getUpdateCount() != -1) {
                show(text, "->", isRows ? columns(statement.getResultSet().getMetaData())
                        : "" + statement.getUpdateCount());
                if (isRows)
                    showRows(statement.getResultSet());
                isRows = statement.getMoreResults();
            }
            for (SQLWarning told = statement.getWarnings(); told != null; told = told.getNextWarning())
                show("warning", told.getSQLState(), told.getMessage());
        } catch (SQLException error) {
            show(text, "->", shownError(error));
            if (!db.getAutoCommit())
                db.rollback();
        }
    }

    static void run(Connection db, String... texts) throws SQLException {
        try (Statement statement = db.createStatement()) {
            for (String text : texts)
                statement.execute(text);
        }
    }

    static void connecting(Connection db) throws Exception {
        asked(db, "select current_user, current_database()");
        show(db.isValid(5), db.getMetaData().getDatabaseMajorVersion(), db.getTransactionIsolation(),
                db.getAutoCommit(), db.getSchema(), db.getCatalog(), db.isReadOnly());
        for (String name : List.of("client_encoding", "DateStyle", "TimeZone", "standard_conforming_strings"))
            show(name, db.unwrap(PGConnection.class).getParameterStatus(name));
        try (Connection other = connect("ApplicationName", "it's me", "options", "-c statement_timeout=5s",
                "currentSchema", "public", "assumeMinServerVersion", "9.4")) {
            asked(other, "show application_name");
            asked(other, "show statement_timeout");
            other.setClientInfo("ApplicationName", "other");
            asked(other, "show application_name");
            other.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            show(other.getTransactionIsolation());
        }
        for (String[] wrong : new String[][] { { "password", "wrong" }, { "database", "nowhere" },
                { "options", "-c nonsense=1" } })
            try (Connection other = connect(wrong)) {
                show("connected");
            } catch (SQLException error) {
                show(wrong, shownError(error));
            }
    }

    static void roundTrip(Connection db, String kind, String text) throws SQLException {
        Object value;
        try (PreparedStatement read = db.prepareStatement("select ?::text::" + kind)) {
            read.setString(1, text);
            try (ResultSet rows = read.executeQuery()) {
                rows.next();
                value = rows.getObject(1);
                show(kind, text, value, value instanceof byte[] ? "" : rows.getString(1), rows.getMetaData().getColumnTypeName(1));
            }
        }
        try (PreparedStatement back = db.prepareStatement("select ?::" + kind + "::text")) {
            if (value == null)
                back.setNull(1, Types.NULL);
            else
                back.setObject(1, value);
            try (ResultSet rows = back.executeQuery()) {
                rows.next();
                show("  back", rows.getString(1));
            }
        } catch (SQLException error) {
            show("  back", shownError(error));
        }
    }

    static void valuesWith(String threshold) throws Exception {
        try (Connection db = connect("prepareThreshold", threshold)) {
            for (String line : lines("values.txt")) {
                String[] parts = line.split("\\|", 2);
                try {
                    roundTrip(db, parts[0], parts[1].equals("\\N") ? null : parts[1]);
                } catch (SQLException error) {
                    show(line, shownError(error));
                }
            }
        }
    }

    static void typedSetters(Connection db) throws Exception {
        run(db, "create temp table t (i int, b bigint, n numeric(12, 3), s varchar(20), d date, ts timestamp, "
                + "tz timestamptz, f float8, r real, o bool, y bytea, u uuid, a int[], z text[])");
        String insert = "insert into t values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement add = db.prepareStatement(insert)) {
            for (int n = 0; n < 12; n++) { // first in text, then in binary
                add.setInt(1, n);
                add.setLong(2, 1L << (n * 4));
                add.setBigDecimal(3, new BigDecimal("12.345"));
                add.setString(4, "row " + n);
                add.setObject(5, LocalDate.of(2024, 2, 29));
                add.setObject(6, LocalDateTime.of(2024, 2, 29, 12, 30, 15, 123456000));
                add.setObject(7, OffsetDateTime.of(2024, 2, 29, 12, 0, 0, 0, ZoneOffset.ofHours(2)));
                add.setDouble(8, n / 3.0);
                add.setFloat(9, n / 3.0f);
                add.setBoolean(10, n % 2 == 0);
                add.setBytes(11, new byte[] { 0, (byte) n, -1 });
                add.setObject(12, new UUID(n, n));
                add.setArray(13, db.createArrayOf("int4", new Integer[] { n, null }));
                add.setArray(14, db.createArrayOf("text", new String[] { "a,b", null, "\"" }));
                show(add.executeUpdate());
            }
            ParameterMetaData told = add.getParameterMetaData();
            for (int at = 1; at <= told.getParameterCount(); at++)
                show(at, told.getParameterTypeName(at), told.getParameterType(at));
        }
        String pick = "select * from t where i = ? and b >= ? and s like ? order by i";
        try (PreparedStatement ask = db.prepareStatement(pick)) {
            for (int n = 0; n < 12; n++) {
                ask.setInt(1, n);
                ask.setInt(2, 0);
                ask.setString(3, "row%");
                try (ResultSet rows = ask.executeQuery()) {
                    showRows(rows);
                }
            }
            show(columns(ask.getMetaData()));
        }
        for (String text : List.of("select ? + 1", "select ?::int + 1", "select ? || 'x'", "select i from t limit ?",
                "select i from t where ? = any(a)", "select * from generate_series(1, ?)"))
            for (int n = 0; n < 7; n++)
                try (PreparedStatement ask = db.prepareStatement(text)) {
                    ask.setInt(1, 2);
                    try (ResultSet rows = ask.executeQuery()) {
                        if (n % 6 == 0)
                            showRows(rows);
                    }
                } catch (SQLException error) {
                    if (n == 0)
                        show(text, shownError(error));
                }
    }

    static void prepared(Connection db) throws Exception {
        run(db, "create temp table t (a int primary key, b text)", "create table changing (v int)",
                "insert into changing values (1)");
        try (PreparedStatement add = db.prepareStatement("insert into t values (?, ?)");
                PreparedStatement pick = db.prepareStatement("select b from t where a = ?");
                PreparedStatement changing = db.prepareStatement("select v from changing")) {
            int found = 0;
            for (int n = 0; n < 300; n++) {
                add.setInt(1, n);
                add.setString(2, "row " + n);
                add.executeUpdate();
                pick.setInt(1, n);
                try (ResultSet rows = pick.executeQuery()) {
                    found += rows.next() && rows.getString(1).equals("row " + n) ? 1 : 0;
                }
            }
            show(found);
            for (int n = 0; n < 8; n++)
                changing.executeQuery().close();
            run(db, "drop table changing", "create table changing (v date)",
                    "insert into changing values ('2024-01-01')");
            for (int n = 0; n < 3; n++)
                try (ResultSet rows = changing.executeQuery()) {
                    showRows(rows);
                } catch (SQLException error) {
                    show(shownError(error));
                }
            run(db, "drop table changing", "deallocate all");
            pick.setInt(1, 5);
            try (ResultSet rows = pick.executeQuery()) {
                showRows(rows);
            }
        }
    }

    static void portions(Connection db) throws Exception {
        db.setAutoCommit(false);
        try (PreparedStatement ask = db.prepareStatement("select n, 'row ' || n from generate_series(1, ?) n")) {
            ask.setFetchSize(7);
            ask.setInt(1, 1000);
            for (int time = 0; time < 6; time++)
                try (ResultSet rows = ask.executeQuery()) {
                    int count = 0, sum = 0;
                    while (rows.next() && (time != 3 || count < 20)) {
                        count++;
                        sum += rows.getInt(1);
                        if (count == 10) // another query while this one is open
                            asked(db, "select 1");
                    }
                    show(count, sum);
                }
            ask.setMaxRows(5);
            try (ResultSet rows = ask.executeQuery()) {
                showRows(rows);
            }
        }
        db.commit();
        try (Statement statement = db.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE,
                ResultSet.CONCUR_READ_ONLY)) {
            try (ResultSet rows = statement.executeQuery("select n from generate_series(1, 20) n")) {
                show(rows.last(), rows.getRow(), rows.absolute(5), rows.getInt(1), rows.previous(), rows.getInt(1));
            }
        }
        db.commit();
        run(db, "declare c cursor for select n from generate_series(1, 10) n");
        asked(db, "fetch 3 from c");
        asked(db, "move 2 in c");
        asked(db, "fetch all from c");
        db.rollback();
    }

    static void batches(Connection db) throws Exception {
        run(db, "create temp table t (a int primary key, b text)");
        for (boolean rewrites : new boolean[] { false, true })
            try (Connection other = connect("reWriteBatchedInserts", "" + rewrites)) {
                run(other, "create temp table t (a int primary key, b text)");
                try (PreparedStatement add = other.prepareStatement("insert into t values (?, ?)")) {
                    for (int n = 0; n < 500; n++) {
                        add.setInt(1, n);
                        add.setString(2, "row " + n);
                        add.addBatch();
                    }
                    show(add.executeBatch().length);
                    for (int n : new int[] { 1000, 1001, 5, 1002 }) {
                        add.setInt(1, n);
                        add.setString(2, "x");
                        add.addBatch();
                    }
                    try {
                        add.executeBatch();
                    } catch (SQLException error) {
                        show(rewrites ? "" : shownError(error));
                    }
                }
                asked(other, "select count(*), sum(a) from t");
            }
        try (Statement statement = db.createStatement()) {
            for (String text : List.of("insert into t values (1, 'x')", "update t set b = 'y'", "delete from t"))
                statement.addBatch(text);
            show(Arrays.toString(statement.executeBatch()));
        }
        run(db, "create temp table keyed (id serial primary key, b text)");
        try (PreparedStatement add = db.prepareStatement("insert into keyed (b) values (?), (?)",
                Statement.RETURN_GENERATED_KEYS)) {
            add.setString(1, "x");
            add.setString(2, null);
            add.executeUpdate();
            showRows(add.getGeneratedKeys());
        }
        asked(db, "select 1; select 2 as two, 3 as three; update t set b = 'z'");
    }

    static void copying(Connection db) throws Exception {
        run(db, "create temp table c (a int, b text)");
        CopyManager copy = db.unwrap(PGConnection.class).getCopyAPI();
        show(copy.copyIn("copy c from stdin", new ByteArrayInputStream("1\tone\n2\t\\N\n".getBytes())));
        show(copy.copyIn("copy c from stdin (format csv, header)",
                new ByteArrayInputStream("a,b\n3,\"x \"\"y\"\"\"\n".getBytes())));
        for (String form : List.of("text", "csv", "binary")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            show(form, copy.copyOut("copy c to stdout (format " + form + ")", out), out.toByteArray());
        }
        for (String data : List.of("x\ty\n", "1\n", "1\t2\t3\n"))
            try {
                copy.copyIn("copy c from stdin", new ByteArrayInputStream(data.getBytes()));
            } catch (SQLException error) {
                show(shownError(error));
            }
        asked(db, "select * from c order by a");
    }

    static void canceling(Connection db) throws Exception {
        try (Statement statement = db.createStatement()) {
            Thread other = new Thread(() -> {
                try {
                    Thread.sleep(300);
                    statement.cancel();
                } catch (Exception error) {
                    show(error.getMessage());
                }
            });
            other.start();
            try {
                statement.executeQuery(LONG);
            } catch (SQLException error) {
                show(shownError(error));
            }
            other.join();
            statement.setQueryTimeout(1);
            try {
                statement.executeQuery(LONG);
            } catch (SQLException error) {
                show(shownError(error));
            }
        }
        asked(db, "select 1");
    }

    static void failing(Connection db) throws Exception {
        run(db, "create table parent (id int primary key, n int check (n > 0), s varchar(3) not null unique)",
                "insert into parent values (1, 1, 'a')");
        for (String line : lines("errors.txt"))
            asked(db, line);
        run(db, "drop table parent");
        for (String autosave : List.of("always", "never"))
            try (Connection other = connect("autosave", autosave)) {
                other.setAutoCommit(false);
                run(other, "create temp table t (a int)", "insert into t values (1)");
                for (String text : List.of("select 1 / 0", "insert into t values (2)", "select count(*) from t"))
                    try (Statement statement = other.createStatement()) {
                        show(text, statement.execute(text));
                    } catch (SQLException error) {
                        show(text, shownError(error));
                    }
            }
    }

    static void transactions(Connection db) throws Exception {
        run(db, "create temp table t (a int)");
        db.setAutoCommit(false);
        run(db, "insert into t values (1)");
        Savepoint first = db.setSavepoint(), named = db.setSavepoint("a name");
        run(db, "insert into t values (2)");
        db.rollback(named);
        run(db, "insert into t values (3)");
        db.releaseSavepoint(first);
        db.commit();
        asked(db, "select a from t order by a");
        db.rollback();
        for (int level : new int[] { Connection.TRANSACTION_SERIALIZABLE, Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_READ_COMMITTED }) {
            db.setTransactionIsolation(level);
            show(db.getTransactionIsolation());
            asked(db, "show transaction_isolation");
            db.rollback();
        }
        db.setReadOnly(true);
        asked(db, "insert into t values (9)");
        asked(db, "show transaction_read_only");
        db.rollback();
        db.setReadOnly(false);
        db.setAutoCommit(true);
        asked(db, "drop table if exists nowhere");
        asked(db, "commit");
    }

    /** What is told of the tables that columns come from. */
    static void originsOfColumns(Connection db) throws Exception {
        run(db, "create table origin (id serial primary key, \"Name\" varchar(9) not null, n numeric(4, 1))");
        try (Statement statement = db.createStatement();
                ResultSet rows = statement.executeQuery("select n, \"Name\" as other, id, id + 1 from origin")) {
            show(columns(rows.getMetaData()));
            for (int at = 1; at <= 4; at++)
                show(rows.getMetaData().getSchemaName(at), rows.getMetaData().getColumnLabel(at),
                        rows.getMetaData().getColumnClassName(at));
        }
        run(db, "drop table origin");
    }

    static void updatableResults(Connection db) throws Exception {
        try (Statement statement = db.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE)) {
            run(db, "create temp table u (a int primary key, b text)", "insert into u values (1, 'x'), (2, 'y')");
            try (ResultSet rows = statement.executeQuery("select a, b from u order by a")) {
                rows.next();
                rows.updateString("b", "changed");
                rows.updateRow();
                rows.next();
                rows.deleteRow();
            }
        }
        asked(db, "select * from u");
    }

    static void results(Connection db) throws Exception {
        for (String text : List.of("select 1 as a, null as b", "select", "", "values (1, 'x'), (2, null)",
                "create temp table t (a int not null, b varchar(5), c numeric(6, 2), id serial)",
                "insert into t values (1, 'x', 2) returning *", "update t set a = 2", "select * from t",
                "delete from t", "show datestyle", "select '{1,2}'::int[], interval '1 day', time '12:00'"))
            asked(db, text);
        String big = "x".repeat(3_000_000);
        try (PreparedStatement ask = db.prepareStatement("select ?::text || 'y', ?::bytea")) {
            ask.setString(1, big);
            ask.setBytes(2, big.getBytes(StandardCharsets.UTF_8));
            try (ResultSet rows = ask.executeQuery()) {
                rows.next();
                show(rows.getString(1).length(), rows.getBytes(2).length);
            }
        }
    }

    public static void main(String[] only) throws Exception {
        CHECKS.put("connect by tcp", Program::connecting);
        CHECKS.put("values in text", db -> valuesWith("0"));
        CHECKS.put("values in binary", db -> valuesWith("-1"));
        CHECKS.put("typed setters", Program::typedSetters);
        CHECKS.put("prepared statements", Program::prepared);
        CHECKS.put("portions", Program::portions);
        CHECKS.put("batches", Program::batches);
        CHECKS.put("copy both ways", Program::copying);
        CHECKS.put("cancel", Program::canceling);
        CHECKS.put("errors", Program::failing);
        CHECKS.put("transactions", Program::transactions);
        CHECKS.put("results", Program::results);
        CHECKS.put("origins of columns", Program::originsOfColumns);
        CHECKS.put("updatable results", Program::updatableResults);
        CHECKS.putAll(Introspection.CHECKS);
        System.setOut(new java.io.PrintStream(System.out, true, StandardCharsets.UTF_8));
        for (Map.Entry<String, Check> check : CHECKS.entrySet()) {
            if (only.length > 0 && !List.of(only).contains(check.getKey()))
                continue;
            System.out.println("## " + check.getKey());
            try (Connection db = connect()) {
                check.getValue().run(db);
            } catch (SQLException error) {
                show("raised", shownError(error));
            } catch (Exception error) {
                show("raised", error);
            }
        }
    }
}
