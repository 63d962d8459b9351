opt expect=combine_projects
select x + 1 from (select c * 2 as x from t) u
----
Project outputs=[?column?#1=((c#2 * 2) + 1)]
  Scan table_name=t table_oid=16393 columns=[c#2]

# Used twice, computed once.
opt expect-not=combine_projects
select x, x + 1 from (select length(v) as x from t) u
----
Project outputs=[x#1=x#2, ?column?#3=(x#2 + 1)]
  Project outputs=[x#2=length(v#4)]
    Scan table_name=t table_oid=16393 columns=[v#4]

opt expect=pull_project_above_join
select u.x, s.b from (select c as x from t) u join s on u.x = s.c
----
Project outputs=[x#1=c#2, b#3=b#4]
  Join type=inner condition=(c#5 = c#2)
    Scan table_name=s table_oid=16391 columns=[b#4, c#5]
    Scan table_name=t table_oid=16393 columns=[c#2]

opt expect-not=pull_project_above_join
select u.x, s.b from s left join (select c, 1 as x from t) u on u.c = s.c
----
Project outputs=[x#1=x#2, b#3=b#4]
  Join type=left condition=(c#5 = c#6)
    Scan table_name=s table_oid=16391 columns=[b#4, c#6]
    Project outputs=[c#5=c#7, x#2=1]
      Scan table_name=t table_oid=16393 columns=[c#7]

opt expect=prune_columns
select u.a from (select a, b, c from t) u
----
Project outputs=[a#1=a#2]
  Scan table_name=t table_oid=16393 columns=[a#2]

opt expect=prune_columns
select t.a from t, s where t.c = s.c
----
Project outputs=[a#1=a#2]
  Join type=inner condition=(c#3 = c#4)
    Scan table_name=s table_oid=16391 columns=[c#3]
    Scan table_name=t table_oid=16393 columns=[a#2, c#4]

# One aggregate says that there is one row.
opt expect=prune_columns
select 1 from (select count(*), sum(a) from t) u
----
Project outputs=[?column?#1=1]
  Aggregate aggregates=[count#2=count(*)]
    Scan table_name=t table_oid=16393

opt expect-not=prune_columns
values (1, 2)
----
Values columns=[column1#1, column2#2] rows=(RowOf(1, 2))
