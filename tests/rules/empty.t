opt expect=eliminate_empty
select a from t where false
----
Values columns=[a#1]

opt expect-not=eliminate_empty
select a from t where p
----
Project outputs=[a#1=a#2]
  Scan table_name=t table_oid=16393 columns=[a#2, p#3] filters=(p#3)

# A row even for no rows.
opt expect=eliminate_empty
select count(*) from t where 1 = 2
----
Project outputs=[count#1=count#2]
  Aggregate aggregates=[count#2=count(*)]
    Values

opt expect=eliminate_empty
select t.a, s.b from t left join (select * from s where false) s on t.c = s.c
----
Project outputs=[a#1=a#2, b#3=NULL]
  Scan table_name=t table_oid=16393 columns=[a#2]

opt expect=eliminate_empty
select a from t where c not in (select c from s where false)
----
Project outputs=[a#1=a#2]
  Scan table_name=t table_oid=16393 columns=[a#2]

opt expect=eliminate_empty
select a from t union all select b from s where false
----
Union columns=[a#1]
  Project outputs=[a#2=a#3]
    Scan table_name=t table_oid=16393 columns=[a#3]

opt expect=eliminate_empty
select a from t limit 0
----
Values columns=[a#1]
