-- What functions do to settings, and settings that are the client's own.
-- @error 42704
show my.nothing;
set my.var = 'one';
show my.var;
select current_setting('my.var'), current_setting('MY.Var'), current_setting('my.var', true);
select current_setting('my.other', true) is null;
-- @error 42704
select current_setting('my.other');
-- @error 42704
select current_setting('nope', false);
select current_setting('nope', true) is null, current_setting(null) is null, current_setting('work_mem', null) is null;
reset my.var;
show my.var;
set my.var to default;
select current_setting('my.var') = '';
-- @error 42602
set "1a.b" = 1;
-- @error 42602
set "my.1a" = 1;
-- @error 42602
set "my..a" = 1;
-- @error 42602
set "my." = 1;
-- @error 42602
set "my-x.a" = 1;
set my.a.b = 'three parts';
show my.a.b;
-- @error 22023
set my.list = a, 'b c', 3;
begin;
set my.t = 'in';
set local my.l = 'local';
select current_setting('my.t'), current_setting('my.l');
savepoint s;
set my.t = 'after s';
rollback to s;
select current_setting('my.t'), current_setting('my.l');
commit;
select current_setting('my.t'), current_setting('my.l') = '';
begin;
set my.gone = 'x';
rollback;
select current_setting('my.gone', true) = '';
select set_config('my.f', 'by function', false);
show my.f;
select set_config('my.g', 'now', false), current_setting('my.g');
select set_config('my.g', null, false), current_setting('my.g') = '';
select set_config('application_name', 'by function', false);
show application_name;
begin;
select set_config('application_name', 'local', true);
show application_name;
commit;
show application_name;
select set_config('application_name', 'né', null);
-- @error 22004
select set_config(null, 'x', false);
-- @error 42704
select set_config('nope', 'x', false);
-- @error 55P02
select set_config('server_version', '9', false);
-- @error 22023
select set_config('enable_sort', 'perhaps', false);
select set_config('enable_sort', 'no', false);
select set_config('enable_sort', null, false);
-- @error 22023
select set_config('statement_timeout', '-1', false);
select set_config('statement_timeout', '1min', false), current_setting('statement_timeout');
reset statement_timeout;
select set_config('my.n' || g, (g * g)::text, false) from generate_series(1, 3) g;
select current_setting('my.n' || g) from generate_series(1, 3) g;
select current_setting('my.n' || g, true) from generate_series(3, 5) g;
-- @error 42704
select current_setting('my.n' || g) from generate_series(3, 5) g;
select set_config('TimeZone', 'Asia/Tokyo', false);
select timestamptz '2020-01-01 00:00+00';
select set_config('TimeZone', 'UTC', false);
set application_name = 'a name that is longer than the sixty-three bytes that PostgreSQL keeps of it';
show application_name;
reset application_name;
discard all;
select current_setting('my.f') = '', current_setting('my.a.b') = '';
select pg_sleep(0), pg_sleep(-1), pg_sleep(null), pg_sleep('nan'), pg_sleep(0.001);
select pg_sleep_for('1 ms'), pg_sleep_for('-1 hour'), pg_sleep_until(now()), pg_sleep_until('-infinity');
select g from generate_series(1, 2) g where pg_sleep(0.001) is not null;
select clock_timestamp() - statement_timestamp() < '50 ms', pg_sleep(0.1), clock_timestamp() - statement_timestamp() >= '100 ms';
set statement_timeout = '20ms';
-- @error 57014
select pg_sleep(10);
reset statement_timeout;
select pg_cancel_backend(null), pg_terminate_backend(null);
select pg_cancel_backend(999999999), pg_terminate_backend(999999999), pg_terminate_backend(pid => 999999998, timeout => 5);
-- @error 22003
select pg_terminate_backend(999999999, -1);
-- @error 57014
select pg_cancel_backend(pg_backend_pid());
select datname = current_database(), usename = current_user, state, query, backend_type, wait_event, state_change >= query_start, backend_start <= query_start, xact_start <= query_start from pg_stat_activity where pid = pg_backend_pid();
select ssl, version, cipher, bits, client_dn, client_serial, issuer_dn from pg_stat_ssl where pid = pg_backend_pid();
select gss_authenticated, principal, encrypted from pg_stat_gssapi where pid = pg_backend_pid();
