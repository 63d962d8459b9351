opt expect=infer_filters
select t.a from t, s where t.c = s.c and t.c < 5
----
Project outputs=[a#1=a#2]
  Join type=inner condition=(c#3 = c#4)
    Scan table_name=t table_oid=16393 columns=[a#2, c#3] filters=((c#3 < 5))
    Scan table_name=s table_oid=16391 columns=[c#4] filters=((c#4 < 5))

# Rows of the left side stay, whatever is asked of the right.
opt expect-not=infer_filters
select t.a from t left join s on t.c = s.c and s.c < 5
----
Project outputs=[a#1=a#2]
  Join type=left condition=(c#3 = c#4)
    Scan table_name=t table_oid=16393 columns=[a#2, c#3]
    Scan table_name=s table_oid=16391 columns=[c#4] filters=((c#4 < 5))

opt expect=infer_filters
select t.a from t left join s on t.c = s.c where t.c < 5
----
Project outputs=[a#1=a#2]
  Join type=left condition=(c#3 = c#4)
    Scan table_name=t table_oid=16393 columns=[a#2, c#3] filters=((c#3 < 5))
    Scan table_name=s table_oid=16391 columns=[c#4] filters=((c#4 < 5))

# Over several joins.
opt expect=infer_filters
select t.a from t, s, s as s2 where t.c = s.c and s.c = s2.b and s2.b in (1, 2)
----
Project outputs=[a#1=a#2]
  Join type=inner condition=(c#3 = c#4)
    Project outputs=[c#3]
      Join type=inner condition=(b#5 = c#3)
        Scan table_name=s table_oid=16391 columns=[b#5] filters=(b#5 IN (1, 2))
        Scan table_name=s table_oid=16391 columns=[c#3] filters=(c#3 IN (1, 2))
    Scan table_name=t table_oid=16393 columns=[a#2, c#4] filters=(c#4 IN (1, 2))

opt expect=infer_filters_from_or
select t.a from t, s where t.c = s.c and ((t.b = 1 and s.b = 2) or (t.b = 3 and s.b = 4))
----
Project outputs=[a#1=a#2]
  Join type=inner condition=((c#3 = c#4) AND (((b#5 = 1) AND (b#6 = 2)) OR ((b#5 = 3) AND (b#6 = 4))))
    Scan table_name=s table_oid=16391 columns=[b#6, c#3] filters=(b#6 IN (2, 4))
    Scan table_name=t table_oid=16393 columns=[a#2, b#5, c#4] filters=(b#5 IN (1, 3))

opt expect-not=infer_filters_from_or
select t.a from t, s where t.c = s.c and ((t.b = 1 and s.b = 2) or t.b = s.a)
----
Project outputs=[a#1=a#2]
  Join type=inner condition=((c#3 = c#4) AND (((b#5 = 1) AND (b#6 = 2)) OR (b#5 = a#7)))
    Scan table_name=s table_oid=16391 columns=[a#7, b#6, c#3]
    Scan table_name=t table_oid=16393 columns=[a#2, b#5, c#4]

opt expect=infer_not_null
select c is null from t
----
Project outputs=[?column?#1=f]
  Scan table_name=t table_oid=16393

opt expect=infer_not_null expect-not=apply_laws
select a is null from t
----
Project outputs=[?column?#1=(a#2 IS NULL)]
  Scan table_name=t table_oid=16393 columns=[a#2]
