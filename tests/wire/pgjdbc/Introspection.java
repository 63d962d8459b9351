import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What DatabaseMetaData asks of the catalog; each answer is a check of its own. */
class Introspection {
    interface Ask {
        ResultSet of(DatabaseMetaData data) throws SQLException;
    }

    static final Map<String, Program.Check> CHECKS = new LinkedHashMap<>();

    static final String[] OBJECTS = {
        "drop schema if exists shelf cascade", "create schema shelf",
        "create table shelf.book (id serial primary key, title varchar(40) not null unique, "
                + "price numeric(8, 2) default 1.5 check (price >= 0), tags text[], printed date, added "
                + "timestamptz default now())",
        "create table shelf.copy (book int, number int, place text, primary key (book, number))",
        "alter table shelf.copy add foreign key (book) references shelf.book (id) on delete cascade",
        "create index copy_place on shelf.copy (place, number desc)",
        "create view shelf.cheap as select id, title from shelf.book where price < 2",
        "create sequence shelf.counter" };

    /** Object numbers differ between servers, and so may what is not shown to anybody. */
    static void show(ResultSet rows) throws SQLException {
        int count = rows.getMetaData().getColumnCount();
        List<String> names = new ArrayList<>();
        for (int at = 1; at <= count; at++)
            names.add(rows.getMetaData().getColumnName(at));
        Program.show(names);
        while (rows.next()) {
            List<String> values = new ArrayList<>();
            for (int at = 1; at <= count; at++) {
                String name = names.get(at - 1);
                boolean isHidden = name.equals("PAGES") || name.equals("CARDINALITY");
                values.add(isHidden ? "-" : String.valueOf(rows.getString(at)));
            }
            Program.show(values);
        }
    }

    static void add(String name, Ask ask) {
        CHECKS.put(name, db -> {
            for (String text : OBJECTS)
                try {
                    Program.run(db, text);
                } catch (SQLException error) {
                    if (name.equals("tables")) // once is enough
                        Program.show(error.getMessage());
                }
            try {
                show(ask.of(db.getMetaData()));
            } finally {
                Program.run(db, "drop schema if exists shelf cascade");
            }
        });
    }

    static {
        add("tables", data -> data.getTables(null, "shelf", "%", null));
        add("tables by kind", data -> data.getTables(null, "shelf", "b%", new String[] { "TABLE", "VIEW" }));
        add("columns", data -> data.getColumns(null, "shelf", "%", "%"));
        add("columns of a relation of the catalog", data -> data.getColumns(null, "pg_catalog", "pg_class", "%"));
        add("primary keys", data -> data.getPrimaryKeys(null, "shelf", "copy"));
        add("indexes", data -> data.getIndexInfo(null, "shelf", "copy", false, true));
        add("unique indexes", data -> data.getIndexInfo(null, "shelf", "book", true, true));
        add("imported keys", data -> data.getImportedKeys(null, "shelf", "copy"));
        add("exported keys", data -> data.getExportedKeys(null, "shelf", "book"));
        add("cross reference", data -> data.getCrossReference(null, "shelf", "book", null, "shelf", "copy"));
        add("schemas", data -> data.getSchemas(null, "%shelf%"));
        add("kinds of tables", DatabaseMetaData::getTableTypes);
        add("best row identifier", data -> data.getBestRowIdentifier(null, "shelf", "copy", 0, true));
        add("version columns", data -> data.getVersionColumns(null, "shelf", "copy"));
        add("table privileges", data -> data.getTablePrivileges(null, "shelf", "copy"));
        add("column privileges", data -> data.getColumnPrivileges(null, "shelf", "copy", "%"));
        add("procedures", data -> data.getProcedures(null, "shelf", "%"));
        add("functions", data -> data.getFunctions(null, "pg_catalog", "array_append"));
        add("columns of functions", data -> data.getFunctionColumns(null, "pg_catalog", "array_append", "%"));
        add("user types", data -> data.getUDTs(null, "shelf", "%", null));
        CHECKS.put("types", db -> {
            List<String> known = List.of("bool", "int2", "int4", "int8", "float4", "float8", "numeric", "text",
                    "varchar", "bpchar", "date", "time", "timetz", "timestamp", "timestamptz", "interval", "bytea",
                    "uuid", "oid", "name", "_int4", "_text");
            ResultSet rows = db.getMetaData().getTypeInfo();
            while (rows.next())
                if (known.contains(rows.getString("TYPE_NAME")))
                    Program.show(rows.getString("TYPE_NAME"), rows.getInt("DATA_TYPE"), rows.getInt("PRECISION"),
                            rows.getString("LITERAL_PREFIX"), rows.getBoolean("CASE_SENSITIVE"));
        });
        CHECKS.put("words and limits", db -> {
            DatabaseMetaData data = db.getMetaData();
            Program.show(data.getSQLKeywords().length() > 0, data.getMaxColumnNameLength(),
                    data.getUserName(), data.getIdentifierQuoteString(), data.getMaxColumnsInTable(),
                    data.supportsTransactions(), data.getDefaultTransactionIsolation(),
                    data.nullsAreSortedHigh());
        });
    }
}
