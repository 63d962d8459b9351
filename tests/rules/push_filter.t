opt expect=combine_filters
select * from (select * from (select a, count(*) as n from t group by a) u where n > 2) v where n < 5
----
Project outputs=[a#1=a#2, n#3=count#4]
  Filter predicate=((count#4 > 2) AND (count#4 < 5))
    Aggregate groups=[a#2] aggregates=[count#4=count(*)]
      Scan table_name=t table_oid=16393 columns=[a#2]

opt expect-not=combine_filters
select a from t where b > 1 and c > 2
----
Project outputs=[a#1=a#2]
  Scan table_name=t table_oid=16393 columns=[a#2, b#3, c#4] filters=((b#3 > 1), (c#4 > 2))

opt expect=push_filter_into_scan
select a from t where c > 2
----
Project outputs=[a#1=a#2]
  Scan table_name=t table_oid=16393 columns=[a#2, c#3] filters=((c#3 > 2))

# HAVING is tested above the groups.
opt expect-not=push_filter_into_scan
select a from t group by a having count(*) > 2
----
Project outputs=[a#1=a#2]
  Filter predicate=(count#3 > 2)
    Aggregate groups=[a#2] aggregates=[count#3=count(*)]
      Scan table_name=t table_oid=16393 columns=[a#2]

opt expect=push_filter_through_project
select * from (select c as x from t) u where x > 5
----
Project outputs=[x#1=c#2]
  Scan table_name=t table_oid=16393 columns=[c#2] filters=((c#2 > 5))

# Adding integers can raise: it is done once.
opt expect-not=push_filter_through_project
select x from (select c + 1 as x from t) u where x > 5
----
Project outputs=[x#1=x#2]
  Filter predicate=(x#2 > 5)
    Project outputs=[x#2=(c#3 + 1)]
      Scan table_name=t table_oid=16393 columns=[c#3]

opt expect=push_filter_through_join
select t.c from t, s where t.c = s.c and t.b > 5 and s.b > t.b
----
Project outputs=[c#1=c#2]
  Join type=inner condition=((c#3 = c#2) AND (b#4 > b#5))
    Scan table_name=s table_oid=16391 columns=[b#4, c#3]
    Scan table_name=t table_oid=16393 columns=[b#5, c#2] filters=((b#5 > 5))

# Rows made up by the join are what is asked for.
opt expect-not=push_filter_through_join
select t.c from t left join s on t.c = s.c where s.c is null
----
Project outputs=[c#1=c#2]
  Filter predicate=(c#3 IS NULL)
    Join type=left condition=(c#2 = c#3)
      Scan table_name=t table_oid=16393 columns=[c#2]
      Scan table_name=s table_oid=16391 columns=[c#3]

# A division must not see rows without partner.
opt expect-not=push_filter_through_join
select t.c from t join s on t.c = s.c where 1 / s.b > 0
----
Project outputs=[c#1=c#2]
  Filter predicate=((1 / b#3) > 0)
    Join type=inner condition=(c#4 = c#2)
      Scan table_name=s table_oid=16391 columns=[b#3, c#4]
      Scan table_name=t table_oid=16393 columns=[c#2]

opt expect=push_condition_through_join
select t.c from t left join s on t.c = s.c and s.b = 3
----
Project outputs=[c#1=c#2]
  Join type=left condition=(c#2 = c#3)
    Scan table_name=t table_oid=16393 columns=[c#2]
    Project outputs=[c#3]
      Scan table_name=s table_oid=16391 columns=[b#4, c#3] filters=((b#4 = 3))

opt expect-not=push_condition_through_join
select t.c from t left join s on t.c = s.c and t.b > 3
----
Project outputs=[c#1=c#2]
  Join type=left condition=((c#2 = c#3) AND (b#4 > 3))
    Scan table_name=t table_oid=16393 columns=[b#4, c#2]
    Scan table_name=s table_oid=16391 columns=[c#3]

opt expect=push_filter_through_aggregate
select * from (select a, count(*) as n from t group by a) u where a = 3 and n > 2
----
Project outputs=[a#1=a#2, n#3=count#4]
  Filter predicate=(count#4 > 2)
    Aggregate groups=[a#2] aggregates=[count#4=count(*)]
      Scan table_name=t table_oid=16393 columns=[a#2] filters=((a#2 = 3))

opt expect-not=push_filter_through_aggregate
select count(*) as n from t having count(*) > 2
----
Project outputs=[n#1=count#2]
  Filter predicate=(count#2 > 2)
    Aggregate aggregates=[count#2=count(*)]
      Scan table_name=t table_oid=16393

opt expect=push_filter_through_union
select x from (select a as x from t union all select b from s) u where x = 3
----
Project outputs=[x#1=x#2]
  Union columns=[x#2]
    Project outputs=[x#3=a#4]
      Scan table_name=t table_oid=16393 columns=[a#4] filters=((a#4 = 3))
    Project outputs=[b#5=b#6]
      Scan table_name=s table_oid=16391 columns=[b#6] filters=((b#6 = 3))

opt expect-not=push_filter_through_union
select x from (select a as x from t union all select b from s) u
----
Project outputs=[x#1=x#2]
  Union columns=[x#2]
    Project outputs=[x#3=a#4]
      Scan table_name=t table_oid=16393 columns=[a#4]
    Project outputs=[b#5=b#6]
      Scan table_name=s table_oid=16391 columns=[b#6]

opt expect=push_filter_through_sort
select a from (select a from t order by b) u where a = 3
----
Project outputs=[a#1=a#2]
  Sort keys=?sort?#3
    Project outputs=[a#2=a#4, ?sort?#3=b#5]
      Scan table_name=t table_oid=16393 columns=[a#4, b#5] filters=((a#4 = 3))

opt expect-not=push_filter_through_sort
select a from (select a from t order by b limit 3) u where a = 3
----
Project outputs=[a#1=a#2]
  Filter predicate=(a#2 = 3)
    Limit count=3
      Sort keys=?sort?#3
        Project outputs=[a#2=a#4, ?sort?#3=b#5]
          Scan table_name=t table_oid=16393 columns=[a#4, b#5]

opt expect=eliminate_filter
select a from t where 1 = 1
----
Project outputs=[a#1=a#2]
  Scan table_name=t table_oid=16393 columns=[a#2]

opt expect-not=eliminate_filter
select a from t where null
----
Values columns=[a#1]
