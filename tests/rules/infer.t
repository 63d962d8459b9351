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

# One column of each side: this equality says nothing of s.
opt expect-not=infer_filters
select t.a from t left join s on t.a = t.b where t.a > 1
----
Project outputs=[a#1=a#2]
  Join type=left condition=(a#2 = b#3)
    Scan table_name=t table_oid=16393 columns=[a#2, b#3] filters=((a#2 > 1))
    Scan table_name=s table_oid=16391

opt expect-not=infer_filters
select a from t where a > 1 and not exists (select 1 from s where t.a = t.b)
----
Project outputs=[a#1=a#2]
  Join type=anti condition=(a#2 = b#3)
    Scan table_name=t table_oid=16393 columns=[a#2, b#3] filters=((a#2 > 1))
    Scan table_name=s table_oid=16391

# Equal floats, numerics and intervals need not be the same ...
opt expect-not=infer_filters
select x.c from t x join t y on x.f = y.f where x.f::text = '-0'
----
Project outputs=[c#1=c#2]
  Join type=inner condition=(f#3 = f#4)
    Scan table_name=t table_oid=16393 columns=[f#3]
    Scan table_name=t table_oid=16393 columns=[c#2, f#4] filters=((f#4::text = '-0'::text))

opt expect-not=infer_filters
select x.n from (values (1.0), (2.00)) x(n) join (values (1.00), (2.0)) y(n) on x.n = y.n where x.n::text = '1.0'
----
Project outputs=[n#1=column1#2]
  Join type=inner condition=(n#3 = n#2)
    Values columns=[column1#3] rows=(RowOf(1.00::numeric), RowOf(2.0::numeric))
    Filter predicate=(n#2::text = '1.0'::text)
      Values columns=[column1#2] rows=(RowOf(1.0::numeric), RowOf(2.00::numeric))

# ... but they compare the same.
opt expect=infer_filters
select x.c from t x join t y on x.f = y.f where (x.f > 1 or x.f in (0.25, 0.5)) and x.f is not null
----
Project outputs=[c#1=c#2]
  Join type=inner condition=(f#3 = f#4)
    Scan table_name=t table_oid=16393 columns=[f#3] filters=(((f#3 > '1'::double precision) OR f#3 IN ('0.25'::double precision, '0.5'::double precision)), (NOT (f#3 IS NULL)))
    Scan table_name=t table_oid=16393 columns=[c#2, f#4] filters=(((f#4 > '1'::double precision) OR f#4 IN ('0.25'::double precision, '0.5'::double precision)), (NOT (f#4 IS NULL)))

opt expect=infer_filters
select x.c from t x join t y on x.n = y.n where x.n::text = '1.00'
----
Project outputs=[c#1=c#2]
  Join type=inner condition=(n#3 = n#4)
    Scan table_name=t table_oid=16393 columns=[n#3] filters=((n#3::text = '1.00'::text))
    Scan table_name=t table_oid=16393 columns=[c#2, n#4] filters=((n#4::text = '1.00'::text))

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

# Nothing is known, so nothing changes.
opt expect-not=infer_not_null
select a from (values (1), (null)) v(a)
----
Project outputs=[a#1=a#2]
  Values columns=[column1#2] rows=(RowOf(1), RowOf(NULL))
