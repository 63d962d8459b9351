// pgx: binary values by the types that the server infers, portals, batches, COPY.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const long = "select count(*) from generate_series(1, 1000000000000)"

type check struct {
	name string
	run  func(ctx context.Context, db *pgx.Conn) error
}

var temporary = regexp.MustCompile(`pg_temp_\d+`)

func show(words ...any) {
	line := strings.TrimSuffix(fmt.Sprintln(words...), "\n")
	fmt.Println(strings.ReplaceAll(line, "\n", `\n`))
}

func config() *pgx.ConnConfig {
	url := fmt.Sprintf("host=%s port=%s user=%s database=%s sslmode=prefer", os.Getenv("HEARTH_HOST"),
		os.Getenv("HEARTH_PORT"), os.Getenv("HEARTH_USER"), os.Getenv("HEARTH_DATABASE"))
	made, err := pgx.ParseConfig(url)
	if err != nil {
		panic(err)
	}
	made.Password = os.Getenv("HEARTH_PASSWORD")
	return made
}

func shownError(err error) string {
	var told *pgconn.PgError
	if !errors.As(err, &told) {
		return "error " + err.Error()
	}
	fields := []any{told.SeverityUnlocalized, told.Code, told.Message, "detail", told.Detail, "hint", told.Hint,
		"position", told.Position, told.InternalPosition, told.InternalQuery, "where", told.Where, "object",
		temporary.ReplaceAllString(told.SchemaName, "pg_temp"), told.TableName, told.ColumnName,
		told.DataTypeName, told.ConstraintName}
	return strings.TrimSuffix(fmt.Sprintln(fields...), "\n")
}

// What a query gives, or its error.
func asked(ctx context.Context, db *pgx.Conn, sql string, arguments ...any) {
	rows, err := db.Query(ctx, sql, arguments...)
	if err != nil {
		show(sql, "->", shownError(err))
		return
	}
	defer rows.Close()
	columns := []string{}
	for _, column := range rows.FieldDescriptions() {
		columns = append(columns, fmt.Sprint(column.Name, " ", column.DataTypeOID, " ", column.DataTypeSize, " ",
			column.TypeModifier))
	}
	values := [][]any{}
	for rows.Next() {
		row, err := rows.Values()
		if err != nil {
			show(sql, "->", "a value:", err)
			return
		}
		values = append(values, row)
	}
	if rows.Err() != nil {
		show(sql, "->", shownError(rows.Err()))
		return
	}
	show(sql, "->", rows.CommandTag().String(), columns, fmt.Sprintf("%v", values))
}

func do(ctx context.Context, db *pgx.Conn, texts ...string) {
	for _, text := range texts {
		if _, err := db.Exec(ctx, text); err != nil {
			panic(text + ": " + err.Error())
		}
	}
}

func sharedLines(name string) []string {
	file, err := os.Open(os.Getenv("HEARTH_FILES") + "/" + name)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	lines := []string{}
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		if line := scanner.Text(); strings.TrimSpace(line) != "" && line[0] != '#' {
			lines = append(lines, line)
		}
	}
	return lines
}

func connecting(ctx context.Context, _ *pgx.Conn) error {
	local := config()
	local.Host = os.Getenv("HEARTH_SOCKETS")
	for _, place := range []*pgx.ConnConfig{config(), local} {
		db, err := pgx.ConnectConfig(ctx, place)
		if err != nil {
			return err
		}
		asked(ctx, db, "select current_user, current_database()")
		for _, name := range []string{"client_encoding", "DateStyle", "TimeZone", "integer_datetimes",
			"standard_conforming_strings", "is_superuser"} {
			show(name, db.PgConn().ParameterStatus(name))
		}
		show(db.Ping(ctx), db.PgConn().TxStatus() == 'I')
		if err := db.Close(ctx); err != nil {
			return err
		}
	}
	for _, change := range []func(*pgx.ConnConfig){
		func(c *pgx.ConnConfig) { c.Password = "wrong" }, func(c *pgx.ConnConfig) { c.Database = "nowhere" },
		func(c *pgx.ConnConfig) { c.RuntimeParams["nonsense"] = "1" },
		func(c *pgx.ConnConfig) { c.RuntimeParams["timezone"] = "Nowhere/City" },
	} {
		wrong := config()
		change(wrong)
		_, err := pgx.ConnectConfig(ctx, wrong)
		show(shownError(err))
	}
	other := config()
	other.RuntimeParams = map[string]string{"application_name": "it's me", "timezone": "Asia/Tokyo",
		"search_path": "public", "statement_timeout": "5000"}
	db, err := pgx.ConnectConfig(ctx, other)
	if err != nil {
		return err
	}
	for name := range map[string]bool{"application_name": true} {
		asked(ctx, db, "show "+name)
	}
	asked(ctx, db, "select current_setting('search_path'), current_setting('statement_timeout'), "+
		"current_setting('timezone')")
	return db.Close(ctx)
}

func roundTrip(ctx context.Context, db *pgx.Conn, kind string, text any) error {
	var value, again any
	var back *string
	if err := db.QueryRow(ctx, "select $1::text::"+kind, text).Scan(&value); err != nil {
		return err
	}
	err := db.QueryRow(ctx, "select $1::"+kind+"::text, $1::"+kind, value).Scan(&back, &again)
	if err != nil {
		return err
	}
	shownBack := "NULL"
	if back != nil {
		shownBack = *back
	}
	show(kind, text, fmt.Sprintf("%v", value), "back", shownBack, fmt.Sprintf("%v", again))
	return nil
}

func valuesIn(mode pgx.QueryExecMode) func(context.Context, *pgx.Conn) error {
	return func(ctx context.Context, _ *pgx.Conn) error {
		place := config()
		place.DefaultQueryExecMode = mode
		db, err := pgx.ConnectConfig(ctx, place)
		if err != nil {
			return err
		}
		defer db.Close(ctx)
		for _, line := range sharedLines("values.txt") {
			kind, literal, _ := strings.Cut(line, "|")
			var text any = literal
			if literal == `\N` {
				text = nil
			}
			if err := roundTrip(ctx, db, kind, text); err != nil {
				show(kind, text, shownError(err))
			}
		}
		return nil
	}
}

func inferred(ctx context.Context, db *pgx.Conn) error {
	do(ctx, db, "create temp table t (id int, big bigint, n numeric(8, 2), s text, v varchar(9), c char(3), "+
		"d date, ts timestamptz, b bool, f float8, a int[], u uuid)")
	for _, line := range sharedLines("inferred.txt") {
		told, err := db.Prepare(ctx, line, line)
		if err != nil {
			show(line, "->", shownError(err))
			continue
		}
		columns := []string{}
		for _, column := range told.Fields {
			columns = append(columns, fmt.Sprint(column.Name, " ", column.DataTypeOID, " ", column.TypeModifier,
				" ", column.TableAttributeNumber))
		}
		show(line, "->", told.ParamOIDs, columns)
	}
	return nil
}

func prepared(ctx context.Context, db *pgx.Conn) error {
	do(ctx, db, "create temp table t (a int primary key, b text)")
	if _, err := db.Prepare(ctx, "insert", "insert into t values ($1, $2)"); err != nil {
		return err
	}
	for n := range 200 {
		if _, err := db.Exec(ctx, "insert", n, fmt.Sprint("row ", n)); err != nil {
			return err
		}
	}
	found := 0
	for n := range 300 {
		var b string
		err := db.QueryRow(ctx, "select b from t where a = $1", n).Scan(&b)
		if err == nil && b == fmt.Sprint("row ", n) {
			found++
		} else if !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
	}
	show(found)
	do(ctx, db, "create table changing (v int)", "insert into changing values (1)")
	asked(ctx, db, "select v from changing")
	do(ctx, db, "drop table changing", "create table changing (v date)",
		"insert into changing values ('2024-01-01')")
	for range 3 {
		asked(ctx, db, "select v from changing")
	}
	do(ctx, db, "drop table changing", "deallocate all")
	if err := db.Deallocate(ctx, "insert"); err != nil {
		return err
	}
	asked(ctx, db, "insert", 1, "x")
	return nil
}

func portions(ctx context.Context, db *pgx.Conn) error {
	tx, err := db.Begin(ctx)
	if err != nil {
		return err
	}
	do(ctx, db, "declare c cursor for select n, n * 2 from generate_series(1, 100) n")
	for _, text := range []string{"fetch 3 from c", "move 10 in c", "fetch c", "fetch 0 from c", "fetch all from c",
		"close c"} {
		asked(ctx, db, text)
	}
	if err := tx.Rollback(ctx); err != nil {
		return err
	}
	low := db.PgConn()
	told, err := low.Prepare(ctx, "series", "select n from generate_series(1, $1::int) n", nil)
	if err != nil {
		return err
	}
	show(told.ParamOIDs)
	// Portions of one portal, by messages that are written here.
	front := low.Frontend()
	for _, rows := range []uint32{3, 4, 100, 5} {
		sendBind(front, rows)
		if err := front.Flush(); err != nil {
			return err
		}
		counts := map[string]int{}
		for ready := false; !ready; {
			message, err := front.Receive()
			if err != nil {
				return err
			}
			kind := fmt.Sprintf("%T", message)
			counts[kind]++
			ready = strings.HasSuffix(kind, "ReadyForQuery")
		}
		kinds := []string{}
		for kind, count := range counts {
			kinds = append(kinds, fmt.Sprint(strings.TrimPrefix(kind, "*pgproto3."), " ", count))
		}
		slices.Sort(kinds)
		show(rows, kinds)
	}
	return nil
}

func batches(ctx context.Context, db *pgx.Conn) error {
	do(ctx, db, "create temp table t (a int primary key, b text)")
	batch := &pgx.Batch{}
	for n := range 500 {
		batch.Queue("insert into t values ($1, $2) returning a", n, fmt.Sprint("row ", n))
	}
	batch.Queue("select count(*), sum(a)::bigint from t")
	results := db.SendBatch(ctx, batch)
	sum := 0
	for range 500 {
		var a int
		if err := results.QueryRow().Scan(&a); err != nil {
			return err
		}
		sum += a
	}
	var count, total int64
	if err := results.QueryRow().Scan(&count, &total); err != nil {
		return err
	}
	show(sum, count, total, results.Close())
	failing := &pgx.Batch{}
	for _, n := range []int{1000, 1001, 1, 1002} {
		failing.Queue("insert into t values ($1, 'x')", n)
	}
	show(shownError(db.SendBatch(ctx, failing).Close()))
	asked(ctx, db, "select a from t where a >= 1000")
	pipe := db.PgConn().StartPipeline(ctx)
	for n := range 300 {
		pipe.SendQueryParams("select $1::int + 1", [][]byte{[]byte(fmt.Sprint(n))}, nil, nil, nil)
	}
	pipe.SendQueryParams("select 1 / (n - 1) from generate_series(1, 1) n", nil, nil, nil, nil)
	pipe.SendQueryParams("select 7", nil, nil, nil, nil)
	if err := pipe.Sync(); err != nil {
		return err
	}
	pipe.SendPrepare("after", "select $1::text", nil)
	if err := pipe.Sync(); err != nil {
		return err
	}
	kinds := map[string]int{}
	for {
		result, err := pipe.GetResults()
		if err != nil {
			show(shownError(err))
			continue
		}
		if result == nil {
			break
		}
		if reader, ok := result.(*pgconn.ResultReader); ok {
			if read := reader.Read(); read.Err != nil {
				show(shownError(read.Err))
			}
		}
		kinds[fmt.Sprintf("%T", result)]++
	}
	show(kinds["*pgconn.ResultReader"], kinds["*pgconn.PipelineSync"], kinds["*pgconn.StatementDescription"],
		pipe.Close())
	asked(ctx, db, "select 1")
	return nil
}

func copying(ctx context.Context, db *pgx.Conn) error {
	do(ctx, db, "create temp table c (a int, b text, c numeric, d timestamptz, e bytea, f int[])")
	count, err := db.CopyFrom(ctx, pgx.Identifier{"c"}, []string{"a", "b", "d", "e", "f"}, pgx.CopyFromSlice(1000,
		func(n int) ([]any, error) {
			return []any{n, fmt.Sprint("row\t", n), time.Unix(int64(n), 0).UTC(), []byte{0, byte(n)},
				[]int32{int32(n), -1}}, nil
		}))
	show(count, err)
	asked(ctx, db, "select count(*), sum(a), max(b), max(d), max(e::text), max(f::text) from c")
	asked(ctx, db, "select * from c where a < 2 order by a")
	low := db.PgConn()
	for _, text := range []string{"copy (select a, b, f from c where a < 3 order by a) to stdout",
		"copy (select a, b, f from c where a < 3 order by a) to stdout (format csv, header)",
		"copy (select a, b, f from c where a < 3 order by a) to stdout (format binary)"} {
		var out bytes.Buffer
		tag, err := low.CopyTo(ctx, &out, text)
		show(text, tag.String(), err, fmt.Sprintf("%x", out.Bytes()))
	}
	for _, data := range []string{"5000\tx\t1.5\t2024-01-01\t\\\\x00\t{1,2}\n", "x\n", "1\n"} {
		tag, err := low.CopyFrom(ctx, strings.NewReader(data), "copy c from stdin")
		if err != nil {
			show(shownError(err))
		} else {
			show(tag.String())
		}
	}
	_, err = db.CopyFrom(ctx, pgx.Identifier{"c"}, []string{"a"}, pgx.CopyFromSlice(3, func(n int) ([]any, error) {
		if n == 2 {
			return nil, errors.New("no more")
		}
		return []any{n}, nil
	}))
	show(shownError(err))
	asked(ctx, db, "select count(*) from c")
	return nil
}

func canceling(ctx context.Context, db *pgx.Conn) error {
	time.AfterFunc(200*time.Millisecond, func() { db.PgConn().CancelRequest(context.Background()) })
	asked(ctx, db, long)
	asked(ctx, db, "select 1")
	do(ctx, db, "set statement_timeout to 100")
	asked(ctx, db, long)
	return nil
}

func failing(ctx context.Context, db *pgx.Conn) error {
	do(ctx, db, "create table parent (id int primary key, n int check (n > 0), s varchar(3) not null unique)",
		"insert into parent values (1, 1, 'a')")
	for _, line := range sharedLines("errors.txt") {
		if !strings.Contains(line, "$") {
			asked(ctx, db, line)
		}
	}
	asked(ctx, db, "insert into parent values ($1, $2, $3)", 1, 2, "b")
	asked(ctx, db, "insert into parent values ($1, $2, $3)", 2, -2, "b")
	asked(ctx, db, "select 10 / $1::int", 0)
	asked(ctx, db, "select $1", "a\x00b")
	do(ctx, db, "drop table parent")
	return nil
}

func transactions(ctx context.Context, db *pgx.Conn) error {
	do(ctx, db, "create temp table t (a int)")
	for _, options := range []pgx.TxOptions{{}, {IsoLevel: pgx.Serializable},
		{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly, DeferrableMode: pgx.Deferrable}} {
		tx, err := db.BeginTx(ctx, options)
		if err != nil {
			return err
		}
		asked(ctx, db, "select current_setting('transaction_isolation'), "+
			"current_setting('transaction_read_only'), current_setting('transaction_deferrable')")
		inner, err := tx.Begin(ctx)
		if err != nil {
			return err
		}
		asked(ctx, db, "insert into t values (1)")
		asked(ctx, db, "select 1 / 0")
		show(string(db.PgConn().TxStatus()), inner.Rollback(ctx), string(db.PgConn().TxStatus()))
		second, err := tx.Begin(ctx)
		if err != nil {
			return err
		}
		show(second.Commit(ctx), tx.Commit(ctx), string(db.PgConn().TxStatus()))
	}
	tx, err := db.Begin(ctx)
	if err != nil {
		return err
	}
	asked(ctx, db, "nonsense")
	show(tx.Commit(ctx))
	asked(ctx, db, "select count(*) from t")
	return nil
}

func noticing(ctx context.Context, _ *pgx.Conn) error {
	place := config()
	place.OnNotice = func(_ *pgconn.PgConn, told *pgconn.Notice) {
		show("notice", told.Severity, told.Code, told.Message)
	}
	db, err := pgx.ConnectConfig(ctx, place)
	if err != nil {
		return err
	}
	for _, text := range []string{"drop table if exists nowhere", "commit", "begin", "begin", "rollback"} {
		asked(ctx, db, text)
	}
	return db.Close(ctx)
}

func results(ctx context.Context, db *pgx.Conn) error {
	for _, text := range []string{"select 1 as a, null as b", "select", "-- nothing", "values (1, 'x'), (2, null)",
		"create temp table t (a int, b varchar(5), c numeric(6, 2))",
		"insert into t values (1, 'x', 2) returning *", "update t set a = 2", "select * from t", "delete from t",
		"show datestyle"} {
		asked(ctx, db, text)
	}
	for _, result := range readAll(db.PgConn().Exec(ctx, "select 1; select 2, 3; insert into t values (5, 'y', 1); "+
		"select 1 / (n - 1) from generate_series(1, 1) n; select 4")) {
		show(result)
	}
	big := strings.Repeat("x", 3_000_000)
	var text string
	var data []byte
	err := db.QueryRow(ctx, "select $1::text || 'y', $2::bytea", big, []byte(big)).Scan(&text, &data)
	show(len(text), len(data), err)
	arguments := make([]any, 300)
	sum := []string{}
	for n := range arguments {
		arguments[n] = n
		sum = append(sum, fmt.Sprintf("$%d::int", n+1))
	}
	asked(ctx, db, "select "+strings.Join(sum, " + "), arguments...)
	type row struct {
		N int
		T *string
	}
	rows, err := db.Query(ctx, "select n, case when n % 2 = 0 then 'even' end as t from generate_series(1, 3) n")
	if err != nil {
		return err
	}
	collected, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	show(len(collected), *collected[1].T, collected[2].T == nil, err)
	return nil
}

func readAll(reader *pgconn.MultiResultReader) []string {
	found := []string{}
	results, err := reader.ReadAll()
	for _, result := range results {
		found = append(found, fmt.Sprint(result.CommandTag, " ", len(result.Rows)))
	}
	return append(found, shownError(err))
}

func simple(ctx context.Context, _ *pgx.Conn) error {
	for _, mode := range []pgx.QueryExecMode{pgx.QueryExecModeSimpleProtocol, pgx.QueryExecModeExec,
		pgx.QueryExecModeDescribeExec, pgx.QueryExecModeCacheDescribe} {
		place := config()
		place.DefaultQueryExecMode = mode
		db, err := pgx.ConnectConfig(ctx, place)
		if err != nil {
			return err
		}
		show(mode.String())
		asked(ctx, db, "select $1::int, $2::text, $3::bool, $4::float8, $5::bytea, $6::int[], $7::timestamptz",
			5, "it's \\ é", true, 1.5, []byte{0, 255}, []int{1, 2}, time.Unix(0, 0).UTC())
		asked(ctx, db, "select n from generate_series(1, $1::int) n", 3)
		asked(ctx, db, "select $1::int", nil)
		if err := db.Close(ctx); err != nil {
			return err
		}
	}
	return nil
}

var checks = []check{
	{"connect by tcp and socket", connecting},
	{"values in binary", valuesIn(pgx.QueryExecModeCacheStatement)},
	{"values in text", valuesIn(pgx.QueryExecModeExec)},
	{"types inferred", inferred},
	{"prepared statements", prepared},
	{"portions", portions},
	{"batches and pipelines", batches},
	{"copy both ways", copying},
	{"cancel", canceling},
	{"errors", failing},
	{"transactions", transactions},
	{"notices", noticing},
	{"results", results},
	{"ways to ask", simple},
}

func run(one check) {
	defer func() {
		if reason := recover(); reason != nil {
			show("panic", reason)
		}
	}()
	ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
	defer stop()
	db, err := pgx.ConnectConfig(ctx, config())
	if err != nil {
		show("no connection:", shownError(err))
		return
	}
	defer db.Close(ctx)
	if err := one.run(ctx, db); err != nil {
		show("raised", shownError(err))
	}
}

func main() {
	for _, one := range checks {
		if len(os.Args) == 1 || slices.Contains(os.Args[1:], one.name) {
			fmt.Println("##", one.name)
			run(one)
		}
	}
}
