opt expect=apply_laws
select c from t where not (c < 5 and not (p or q))
----
Project outputs=[c#1=c#2]
  Scan table_name=t table_oid=16393 columns=[c#2, p#3, q#4] filters=(((c#2 >= 5) OR p#3 OR q#4))

opt expect-not=apply_laws
select c from t where c < 5 and p
----
Project outputs=[c#1=c#2]
  Scan table_name=t table_oid=16393 columns=[c#2, p#3] filters=((c#2 < 5), p#3)

# Constants fold, but one that raises stays until it is reached.
opt expect=apply_laws
select c + (1 + 2) from t where d < date '1994-01-01' + interval '1' year
----
Project outputs=[?column?#1=(c#2 + 3)]
  Scan table_name=t table_oid=16393 columns=[c#2, d#3] filters=((d#3 < '1995-01-01'::date))

opt
select 1 / 0 from t
----
Project outputs=[?column?#1=(1 / 0)]
  Scan table_name=t table_oid=16393

opt expect=apply_laws
select a from t where 5 < c and 2 = 2
----
Project outputs=[a#1=a#2]
  Scan table_name=t table_oid=16393 columns=[a#2, c#3] filters=((c#3 > 5))

# Casts go to the constant's side where nothing is lost.
opt expect=apply_laws
select c from t where i2 < 40 and i8 = 7 and n < 24
----
Project outputs=[c#1=c#2]
  Scan table_name=t table_oid=16393 columns=[c#2, n#3, i8#4, i2#5] filters=((i2#5 < 40), (i8#4 = 7), (n#3 < 24.00))

opt expect-not=apply_laws
select c from t where i2 < 40000
----
Project outputs=[c#1=c#2]
  Scan table_name=t table_oid=16393 columns=[c#2, i2#3] filters=((i2#3::integer < 40000))

opt expect-not=apply_laws
select c from t where n < 0.005
----
Project outputs=[c#1=c#2]
  Scan table_name=t table_oid=16393 columns=[c#2, n#3] filters=((n#3 < 0.005))

# A date against a time of day.
opt expect=apply_laws
select c from t where d < timestamp '1994-05-01 08:00' and d >= timestamp '1993-05-01 00:00'
----
Project outputs=[c#1=c#2]
  Scan table_name=t table_oid=16393 columns=[c#2, d#3] filters=((d#3 <= '1994-05-01'::date), (d#3 >= '1993-05-01'::date))

# What cannot be null.
opt expect=apply_laws
select c is null, coalesce(c, 5), c is distinct from 3, a is null from t
----
Project outputs=[?column?#1=f, coalesce#2=c#3, ?column?#4=(c#3 <> 3), ?column?#5=(a#6 IS NULL)]
  Scan table_name=t table_oid=16393 columns=[a#6, c#3]

# These casts round or fail.
opt
select c from t where c::int2 < 5 and c::numeric(2, -1) = 10 and c::numeric(2, 0) < 50
----
Project outputs=[c#1=c#2]
  Scan table_name=t table_oid=16393 columns=[c#2] filters=((c#2::smallint < 5), (c#2::numeric(2,-1) = 10), (c#2::numeric(2,0) < 50))

# All alternatives share a condition.
opt expect=apply_laws
select c from t where (a = 1 and b = 2) or (a = 1 and b = 3)
----
Project outputs=[c#1=c#2]
  Scan table_name=t table_oid=16393 columns=[a#3, b#4, c#2] filters=((a#3 = 1), b#4 IN (2, 3))

opt expect=apply_laws
select c from t where a = 1 or a = 2 or b = 3 or a in (4, 5)
----
Project outputs=[c#1=c#2]
  Scan table_name=t table_oid=16393 columns=[a#3, b#4, c#2] filters=((a#3 IN (1, 2, 4, 5) OR (b#4 = 3)))

opt expect-not=apply_laws
select c from t where a = 1 or b = 2
----
Project outputs=[c#1=c#2]
  Scan table_name=t table_oid=16393 columns=[a#3, b#4, c#2] filters=(((a#3 = 1) OR (b#4 = 2)))

opt expect=apply_laws
select case when 1 = 2 then a when true then b else c end, a + null from t
----
Project outputs=[c#1=b#2, ?column?#3=NULL]
  Scan table_name=t table_oid=16393 columns=[b#2]

opt expect=apply_laws
select c from t where p is true and not (p is true) and c = 4
----
Values columns=[c#1]
