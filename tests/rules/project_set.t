# A condition on the row goes below its sets, one on their values stays.
opt expect=push_filter_through_project_set
select a, u from t, generate_series(1, a) u where c > 1 and u > 2
----

opt expect-not=push_filter_through_project_set
select u from t, generate_series(1, a) u where u > 2
----

# What can raise would raise for rows whose sets are empty.
opt expect-not=push_filter_through_project_set
select u from t, generate_series(1, a) u where 1 / c > 1
----

opt
select x.u from (select generate_series(1, 3) u, generate_series(1, 2) v, a, b from t) x
----

opt
select u from generate_series(null, 3) u
----

opt
select (select sum(u) from generate_series(1, a) u) from t
----
