opt expect=eliminate_sort
select count(*) from (select a from t order by b) u
----
Project outputs=[count#1=count#2]
  Aggregate aggregates=[count#2=count(*)]
    Scan table_name=t table_oid=16393

opt expect-not=eliminate_sort
select count(*) from (select a from t order by b limit 3) u
----
Project outputs=[count#1=count#2]
  Aggregate aggregates=[count#2=count(*)]
    Limit count=3
      Sort keys=?sort?#3
        Project outputs=[?sort?#3=b#4]
          Scan table_name=t table_oid=16393 columns=[b#4]

opt expect=combine_sorts
select a, b from (select a, b from t order by b) u order by a
----
Sort keys=a#1
  Project outputs=[a#1=a#2, b#3=b#4]
    Scan table_name=t table_oid=16393 columns=[a#2, b#4]

opt expect-not=combine_sorts
select a, b from (select a, b from t order by b limit 4) u order by a
----
Sort keys=a#1
  Project outputs=[a#1=a#2, b#3=b#4]
    Limit count=4
      Sort keys=b#4
        Project outputs=[a#2=a#5, b#4=b#6]
          Scan table_name=t table_oid=16393 columns=[a#5, b#6]

opt expect=eliminate_distinct
select distinct a, n from (select a, count(*) as n from t group by a) u
----
Project outputs=[a#1=a#2, n#3=count#4]
  Aggregate groups=[a#2] aggregates=[count#4=count(*)]
    Scan table_name=t table_oid=16393 columns=[a#2]

opt expect-not=eliminate_distinct
select distinct n from (select a, count(*) as n from t group by a) u
----
Aggregate groups=[n#1=count#2]
  Aggregate groups=[a#3] aggregates=[count#2=count(*)]
    Scan table_name=t table_oid=16393 columns=[a#3]

opt expect=eliminate_group_constants
select a, x, count(*) from (select a, 1 as x from t) u group by a, x
----
Project outputs=[a#1=a#2, x#3=1, count#4=count#5]
  Aggregate groups=[a#2=a#6] aggregates=[count#5=count(*)]
    Scan table_name=t table_oid=16393 columns=[a#6]

opt expect-not=eliminate_group_constants
select x, count(*) from (select 1 as x from t) u group by x
----
Project outputs=[x#1=x#2, count#3=count#4]
  Aggregate groups=[x#2=1] aggregates=[count#4=count(*)]
    Scan table_name=t table_oid=16393

opt expect=eliminate_unit_join
select (select max(b) from s)
----
Project outputs=[max#1=max#2]
  Aggregate aggregates=[max#2=max(b#3)]
    Scan table_name=s table_oid=16391 columns=[b#3]

opt expect-not=eliminate_unit_join
select b, x from s, (values (1), (2)) v(x)
----
Project outputs=[b#1=b#2, x#3=x#4]
  Join type=inner
    Scan table_name=s table_oid=16391 columns=[b#2]
    Values columns=[column1#4] rows=(RowOf(1), RowOf(2))
