opt expect=eliminate_outer_join
select t.c from t left join s on t.c = s.c where s.b > 1
----
Project outputs=[c#1=c#2]
  Join type=inner condition=(c#3 = c#2)
    Project outputs=[c#3]
      Scan table_name=s table_oid=16391 columns=[b#4, c#3] filters=((b#4 > 1))
    Scan table_name=t table_oid=16393 columns=[c#2]

opt expect-not=eliminate_outer_join
select t.c from t left join s on t.c = s.c where coalesce(s.b, 2) > 1
----
Project outputs=[c#1=c#2]
  Filter predicate=(coalesce(b#3, 2) > 1)
    Join type=left condition=(c#2 = c#4)
      Scan table_name=t table_oid=16393 columns=[c#2]
      Scan table_name=s table_oid=16391 columns=[b#3, c#4]

opt expect=eliminate_outer_join
select t.c from t full join s on t.c = s.c where t.b > 1
----
Project outputs=[c#1=c#2]
  Join type=left condition=(c#2 = c#3)
    Project outputs=[c#2]
      Scan table_name=t table_oid=16393 columns=[b#4, c#2] filters=((b#4 > 1))
    Scan table_name=s table_oid=16391 columns=[c#3]

opt expect=eliminate_outer_join
select t.c from t right join s on t.c = s.c where t.b > 1 and s.b > 1
----
Project outputs=[c#1=c#2]
  Join type=inner condition=(c#3 = c#2)
    Project outputs=[c#3]
      Scan table_name=s table_oid=16391 columns=[b#4, c#3] filters=((b#4 > 1))
    Project outputs=[c#2]
      Scan table_name=t table_oid=16393 columns=[b#5, c#2] filters=((b#5 > 1))

opt expect=eliminate_outer_join_below
select t.c from t left join s on t.c = s.c join s as x on s.b = x.b
----
Project outputs=[c#1=c#2]
  Join type=inner condition=(c#3 = c#2)
    Project outputs=[c#3]
      Join type=inner condition=(b#4 = b#5)
        Scan table_name=s table_oid=16391 columns=[b#4]
        Scan table_name=s table_oid=16391 columns=[b#5, c#3]
    Scan table_name=t table_oid=16393 columns=[c#2]

opt expect-not=eliminate_outer_join_below
select t.c from t left join s on t.c = s.c left join s as x on s.b = x.b
----
Project outputs=[c#1=c#2]
  Join type=left condition=(b#3 = b#4)
    Project outputs=[c#2, b#3]
      Join type=left condition=(c#2 = c#5)
        Scan table_name=t table_oid=16393 columns=[c#2]
        Scan table_name=s table_oid=16391 columns=[b#3, c#5]
    Scan table_name=s table_oid=16391 columns=[b#4]
