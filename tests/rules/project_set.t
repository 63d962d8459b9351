# A condition on the row goes below its sets, one on their values stays.
opt expect=push_filter_through_project_set
select a, u from t, generate_series(1, a) u where c > 1 and u > 2
----
Project outputs=[a#1=a#2, u#3=u#4]
  Filter predicate=(u#4 > 2)
    ProjectSet functions=[u#4=generate_series(1, a#2)]
      Scan table_name=t table_oid=16393 columns=[a#2, c#5] filters=((c#5 > 1))

opt expect-not=push_filter_through_project_set
select u from t, generate_series(1, a) u where u > 2
----
Project outputs=[u#1=u#2]
  Filter predicate=(u#2 > 2)
    ProjectSet functions=[u#2=generate_series(1, a#3)]
      Scan table_name=t table_oid=16393 columns=[a#3]

# What can raise would raise for rows whose sets are empty.
opt expect-not=push_filter_through_project_set
select u from t, generate_series(1, a) u where 1 / c > 1
----
Project outputs=[u#1=u#2]
  Filter predicate=((1 / c#3) > 1)
    ProjectSet functions=[u#2=generate_series(1, a#4)]
      Scan table_name=t table_oid=16393 columns=[a#4, c#3]

opt
select x.u from (select generate_series(1, 3) u, generate_series(1, 2) v, a, b from t) x
----
Project outputs=[u#1=generate_series#2]
  ProjectSet functions=[generate_series#2=generate_series(1, 3), generate_series#3=generate_series(1, 2)]
    Scan table_name=t table_oid=16393

opt
select u from generate_series(null, 3) u
----
Project outputs=[u#1=u#2]
  ProjectSet functions=[u#2=generate_series(NULL, 3)]
    Values rows=(RowOf())

opt
select (select sum(u) from generate_series(1, a) u) from t
----
Project outputs=[sum#1=sum#2]
  Join type=left condition=(((a#3 IS NULL) = (a#4 IS NULL)) AND (coalesce(a#3, 0) = coalesce(a#4, 0)))
    Scan table_name=t table_oid=16393 columns=[a#3]
    Project outputs=[a#4, sum#2]
      Join type=left condition=(((a#4 IS NULL) = (a#5 IS NULL)) AND (coalesce(a#4, 0) = coalesce(a#5, 0)))
        Aggregate groups=[a#4]
          Scan table_name=t table_oid=16393 columns=[a#4]
        Aggregate groups=[a#5] aggregates=[sum#2=sum(u#6)]
          ProjectSet functions=[u#6=generate_series(1, a#5)]
            Aggregate groups=[a#5]
              Scan table_name=t table_oid=16393 columns=[a#5]
