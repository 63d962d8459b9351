# EXISTS is a semi join on the correlated equality.
opt expect=decorrelate_subqueries
select a from t where exists (select 1 from s where s.a = t.a and s.b > 5)
----
Project outputs=[a#1=a#2]
  Join type=semi condition=(a#3 = a#2)
    Scan table_name=t table_oid=16393 columns=[a#2]
    Project outputs=[a#3]
      Scan table_name=s table_oid=16391 columns=[a#3, b#4] filters=((b#4 > 5))

opt expect-not=decorrelate_subqueries
select t.a from t, s where s.a = t.a
----
Project outputs=[a#1=a#2]
  Join type=inner condition=(a#3 = a#2)
    Scan table_name=s table_oid=16391 columns=[a#3]
    Scan table_name=t table_oid=16393 columns=[a#2]

# NOT EXISTS: what is not an equality becomes part of the condition, too.
opt expect=decorrelate_subqueries
select a from t where not exists (select 1 from s where s.a = t.a and s.b <> t.b)
----
Project outputs=[a#1=a#2]
  Join type=anti condition=((a#3 = a#2) AND (b#4 <> b#5))
    Scan table_name=t table_oid=16393 columns=[a#2, b#5]
    Scan table_name=s table_oid=16391 columns=[a#3, b#4]

# Under EXISTS a LIMIT says nothing.
opt expect=decorrelate_subqueries
select a from t where exists (select 1 from s where s.a = t.a order by b limit 3)
----
Project outputs=[a#1=a#2]
  Join type=semi condition=(a#3 = a#2)
    Scan table_name=t table_oid=16393 columns=[a#2]
    Scan table_name=s table_oid=16391 columns=[a#3]

# Inside an expression the mark's column stands for the subquery.
opt expect=decorrelate_subqueries
select a from t where c = 1 or exists (select 1 from s where s.a = t.a)
----
Project outputs=[a#1=a#2]
  Filter predicate=((c#3 = 1) OR mark#4)
    Join type=mark condition=(a#5 = a#2) mark=[mark#4]
      Scan table_name=t table_oid=16393 columns=[a#2, c#3]
      Scan table_name=s table_oid=16391 columns=[a#5]

# IN over columns without nulls, DISTINCT inside says nothing.
opt expect=decorrelate_subqueries
select a from t where c in (select distinct c from s where b > 5)
----
Project outputs=[a#1=a#2]
  Join type=semi condition=(c#3 = c#4)
    Scan table_name=t table_oid=16393 columns=[a#2, c#3]
    Aggregate groups=[c#4=c#5]
      Scan table_name=s table_oid=16391 columns=[b#6, c#5] filters=((b#6 > 5))

# NOT IN with nulls asks for three values; without, it is an anti join.
opt expect=decorrelate_subqueries
select a from t where a not in (select b from s)
----
Project outputs=[a#1=a#2]
  Filter predicate=(NOT mark#3)
    Join type=mark condition=(a#2 = b#4) mark=[mark#3]
      Scan table_name=t table_oid=16393 columns=[a#2]
      Scan table_name=s table_oid=16391 columns=[b#4]

opt expect=decorrelate_subqueries
select a from t where c not in (select c from s)
----
Project outputs=[a#1=a#2]
  Join type=anti condition=(c#3 = c#4)
    Scan table_name=t table_oid=16393 columns=[a#2, c#3]
    Scan table_name=s table_oid=16391 columns=[c#4]

# Correlated NOT IN: the rows for which the test may hold.
opt expect=decorrelate_subqueries
select a from t where a not in (select b from s where s.c = t.c)
----
Project outputs=[a#1=a#2]
  Join type=anti condition=(((a#2 = b#3) is not false) AND (c#4 = c#5))
    Scan table_name=t table_oid=16393 columns=[a#2, c#5]
    Scan table_name=s table_oid=16391 columns=[b#3, c#4]

# Two looks tell null from false where one look-up cannot.
opt expect=decorrelate_subqueries
select a, a in (select b from s where s.c < t.c) from t
----
Project outputs=[a#1=a#2, ?column?#3=CASE WHEN mark#4 THEN t WHEN mark#5 THEN NULL ELSE f END]
  Join type=mark condition=(((a#2 = b#6) is unknown) AND (c#7 < c#8)) mark=[mark#5]
    Join type=mark condition=((a#2 = b#9) AND (c#10 < c#8)) mark=[mark#4]
      Scan table_name=t table_oid=16393 columns=[a#2, c#8]
      Scan table_name=s table_oid=16391 columns=[b#9, c#10]
    Scan table_name=s table_oid=16391 columns=[b#6, c#7]

opt expect=decorrelate_subqueries
select a from t where a > all (select b from s where b is not null)
----
Project outputs=[a#1=a#2]
  Join type=anti condition=((a#2 <= b#3) is not false)
    Scan table_name=t table_oid=16393 columns=[a#2]
    Scan table_name=s table_oid=16391 columns=[b#3] filters=((NOT (b#3 IS NULL)))

opt expect=decorrelate_subqueries
select a from t where c < any (select c from s)
----
Project outputs=[a#1=a#2]
  Join type=semi condition=(c#3 < c#4)
    Scan table_name=t table_oid=16393 columns=[a#2, c#3]
    Scan table_name=s table_oid=16391 columns=[c#4]

# Row values.
opt expect=decorrelate_subqueries
select a from t where (c, b) in (select c, b from s)
----
Project outputs=[a#1=a#2]
  Join type=semi condition=((c#3 = c#4) AND (b#5 = b#6))
    Scan table_name=t table_oid=16393 columns=[a#2, b#5, c#3]
    Scan table_name=s table_oid=16391 columns=[b#6, c#4]

# An uncorrelated scalar subquery is one row.
opt expect=decorrelate_subqueries
select a from t where b > (select avg(b) from s)
----
Project outputs=[a#1=a#2]
  Join type=inner condition=(b#3::numeric > avg#4)
    Scan table_name=t table_oid=16393 columns=[a#2, b#3]
    Aggregate aggregates=[avg#4=avg(b#5)]
      Scan table_name=s table_oid=16391 columns=[b#5]

opt expect=decorrelate_subqueries
select a, (select b from s where c = 7) from t
----
Project outputs=[a#1=a#2, b#3=b#4]
  Join type=inner
    Scan table_name=t table_oid=16393 columns=[a#2]
    SingleRow
      Project outputs=[b#4=b#5]
        Scan table_name=s table_oid=16391 columns=[b#5, c#6] filters=((c#6 = 7))

# A correlated aggregate is grouped; count is 0 where there is no row.
opt expect=decorrelate_subqueries
select a, (select count(*) + 1 from s where s.a = t.a) from t
----
Project outputs=[a#1=a#2, ?column?#3=(coalesce(count#4, 0) + 1)]
  Join type=left condition=(a#2 = key#5)
    Scan table_name=t table_oid=16393 columns=[a#2]
    Aggregate groups=[key#5=a#6] aggregates=[count#4=count(*)]
      Scan table_name=s table_oid=16391 columns=[a#6]

opt expect=decorrelate_subqueries
select a from t where b > (select 2 * max(b) from s where s.a = t.a)
----
Project outputs=[a#1=a#2]
  Filter predicate=(b#3 > (2 * max#4))
    Join type=inner condition=(key#5 = a#2)
      Aggregate groups=[key#5=a#6] aggregates=[max#4=max(b#7)]
        Scan table_name=s table_oid=16391 columns=[a#6, b#7]
      Scan table_name=t table_oid=16393 columns=[a#2, b#3]

# Not an equality: for all distinct outer values at once.
opt expect=decorrelate_subqueries
select a from t where c > (select count(*) from s where s.c < t.c)
----
Project outputs=[a#1=a#2]
  Join type=inner condition=((c#3 = c#4) AND (c#4::bigint > count#5))
    Project outputs=[count#5=coalesce(count#6, 0), c#3]
      Join type=left condition=(c#3 = c#7)
        Aggregate groups=[c#3]
          Scan table_name=t table_oid=16393 columns=[c#3]
        Aggregate groups=[c#7] aggregates=[count#6=count(*)]
          Join type=inner condition=(c#8 < c#7)
            Scan table_name=s table_oid=16391 columns=[c#8]
            Aggregate groups=[c#7]
              Scan table_name=t table_oid=16393 columns=[c#7]
    Scan table_name=t table_oid=16393 columns=[a#2, c#4]

# Any other scalar subquery: a second partner is an error.
opt expect=decorrelate_subqueries
select a, (select b from s where s.c = t.c) from t
----
Project outputs=[a#1=a#2, b#3=b#4]
  Join type=single condition=(c#5 = c#6)
    Scan table_name=t table_oid=16393 columns=[a#2, c#6]
    Scan table_name=s table_oid=16391 columns=[b#4, c#5]

# Groups below: the correlated key joins them.
opt expect=decorrelate_subqueries
select a from t where exists (select 1 from s where s.a = t.a group by s.b having count(*) > t.c)
----
Project outputs=[a#1=a#2]
  Join type=semi condition=((key#3 = a#2) AND (count#4 > c#5::bigint))
    Scan table_name=t table_oid=16393 columns=[a#2, c#5]
    Aggregate groups=[b#6, key#3=a#7] aggregates=[count#4=count(*)]
      Scan table_name=s table_oid=16391 columns=[a#7, b#6]

# Correlation over two levels.
opt expect=decorrelate_subqueries
select c from t where exists (select 1 from s where s.c = t.c and exists (select 1 from s s2 where s2.c = s.b and s2.b = t.c))
----
Project outputs=[c#1=c#2]
  Join type=semi condition=(c#2 = c#3)
    Scan table_name=t table_oid=16393 columns=[c#2]
    Project outputs=[c#3]
      Join type=semi condition=((c#4 = b#5) AND (c#3 = c#6))
        Project outputs=[b#5, c#3]
          Join type=inner condition=(c#7 = c#3)
            Scan table_name=s table_oid=16391 columns=[b#5, c#7]
            Aggregate groups=[c#3]
              Scan table_name=t table_oid=16393 columns=[c#3]
        Project outputs=[c#4, c#6]
          Join type=inner condition=(b#8 = c#6)
            Scan table_name=s table_oid=16391 columns=[b#8, c#4]
            Aggregate groups=[c#6]
              Scan table_name=t table_oid=16393 columns=[c#6]

# In a join's condition.
opt expect=decorrelate_subqueries
select t.c, s.c from t left join s on t.c = s.c and exists (select 1 from s x where x.c = s.c)
----
Project outputs=[c#1=c#2, c#3=c#4]
  Join type=left condition=(c#2 = c#4)
    Scan table_name=t table_oid=16393 columns=[c#2]
    Join type=semi condition=(c#5 = c#4)
      Scan table_name=s table_oid=16391 columns=[c#4]
      Scan table_name=s table_oid=16391 columns=[c#5]

opt expect=decorrelate_subqueries
select t.c, s.c from t left join s on exists (select 1 from s x where x.c = s.c and x.b = t.c)
----
Project outputs=[c#1=c#2, c#3=c#4]
  Join type=left condition=(c#2 = c#5)
    Scan table_name=t table_oid=16393 columns=[c#2]
    Join type=semi condition=((c#6 = c#4) AND (c#5 = c#7))
      Join type=inner
        Scan table_name=s table_oid=16391 columns=[c#4]
        Aggregate groups=[c#5]
          Scan table_name=t table_oid=16393 columns=[c#5]
      Project outputs=[c#6, c#7]
        Join type=inner condition=(b#8 = c#7)
          Scan table_name=s table_oid=16391 columns=[b#8, c#6]
          Aggregate groups=[c#7]
            Scan table_name=t table_oid=16393 columns=[c#7]

# VALUES with a subquery is a union of projections.
opt expect=decorrelate_subqueries
values ((select max(a) from s)), (2)
----
Union columns=[column1#1]
  Project outputs=[column1#2=max#3]
    Aggregate aggregates=[max#3=max(a#4)]
      Scan table_name=s table_oid=16391 columns=[a#4]
  Project outputs=[column1#5=2]
    Values rows=(RowOf())

opt expect=decorrelate_subqueries
select sum((select max(s.b) from s where s.a = t.a)) from t group by (select min(c) from s)
----
Project outputs=[sum#1=sum#2]
  Aggregate groups=[group#3=min#4] aggregates=[sum#2=sum(max#5)]
    Join type=left condition=(a#6 = key#7)
      Join type=inner
        Scan table_name=t table_oid=16393 columns=[a#6]
        Aggregate aggregates=[min#4=min(c#8)]
          Scan table_name=s table_oid=16391 columns=[c#8]
      Aggregate groups=[key#7=a#9] aggregates=[max#5=max(b#10)]
        Scan table_name=s table_oid=16391 columns=[a#9, b#10]

# LATERAL whose condition can be pulled up is a join.
opt expect=decorrelate_lateral
select t.a, u.b from t, lateral (select b from s where s.c = t.c) u
----
Project outputs=[a#1=a#2, b#3=b#4]
  Join type=inner condition=(c#5 = c#6)
    Scan table_name=s table_oid=16391 columns=[b#4, c#5]
    Scan table_name=t table_oid=16393 columns=[a#2, c#6]

opt expect-not=decorrelate_lateral
select t.a, u.b from t, (select b from s) u
----
Project outputs=[a#1=a#2, b#3=b#4]
  Join type=inner
    Scan table_name=s table_oid=16391 columns=[b#4]
    Scan table_name=t table_oid=16393 columns=[a#2]

# LATERAL over an aggregate.
opt expect=decorrelate_lateral
select t.c, u.n from t, lateral (select count(*) as n from s where s.c < t.c) u
----
Project outputs=[c#1=c#2, n#3=count#4]
  Join type=inner condition=(c#5 = c#2)
    Project outputs=[count#4=coalesce(count#6, 0), c#5]
      Join type=left condition=(c#5 = c#7)
        Aggregate groups=[c#5]
          Scan table_name=t table_oid=16393 columns=[c#5]
        Aggregate groups=[c#7] aggregates=[count#6=count(*)]
          Join type=inner condition=(c#8 < c#7)
            Scan table_name=s table_oid=16391 columns=[c#8]
            Aggregate groups=[c#7]
              Scan table_name=t table_oid=16393 columns=[c#7]
    Scan table_name=t table_oid=16393 columns=[c#2]

# A union inside.
opt expect=decorrelate_lateral
select t.c, u.x from t, lateral (select c as x from s where s.b = t.c union all select t.c + 0.5) u
----
Project outputs=[c#1=c#2, x#3=x#4]
  Join type=inner condition=(c#5 = c#2)
    Union columns=[x#4, c#5]
      Project outputs=[x#6=c#7::numeric::numeric, c#8]
        Join type=inner condition=(b#9 = c#8)
          Scan table_name=s table_oid=16391 columns=[b#9, c#7]
          Aggregate groups=[c#8]
            Scan table_name=t table_oid=16393 columns=[c#8]
      Project outputs=[?column?#10=(c#11::numeric + 0.5)::numeric, c#11]
        Aggregate groups=[c#11]
          Scan table_name=t table_oid=16393 columns=[c#11]
    Scan table_name=t table_oid=16393 columns=[c#2]

# A limit per outer row is not there yet.
opt
select a from t where b = (select b from s where s.a = t.a order by c limit 1)
----
Project outputs=[a#1=a#2]
  Filter predicate=(b#3 = b#4)
    Join type=single condition=(((a#2 IS NULL) = (a#5 IS NULL)) AND (coalesce(a#2, 0) = coalesce(a#5, 0)))
      Scan table_name=t table_oid=16393 columns=[a#2, b#3]
      Project outputs=[b#4, a#5]
        Filter predicate=(row_number#6 <= 1)
          Window partition=(a#5) order=?sort?#7 functions=[row_number#6=row_number()]
            Project outputs=[b#4=b#8, ?sort?#7=c#9, a#5]
              Join type=inner condition=(a#10 = a#5)
                Scan table_name=s table_oid=16391 columns=[a#10, b#8, c#9]
                Aggregate groups=[a#5]
                  Scan table_name=t table_oid=16393 columns=[a#5]

# Values that can raise are computed above the join: no row of s is looked at that no row of t wants.
opt expect=decorrelate_subqueries
select (select 10 / s.b from s where s.a = t.a) from t
----
Project outputs=[?column?#1=CASE WHEN is_there#2 THEN (10 / b#3) END]
  Join type=single condition=(a#4 = a#5)
    Scan table_name=t table_oid=16393 columns=[a#5]
    Project outputs=[a#4, b#3, is_there#2=t]
      Scan table_name=s table_oid=16391 columns=[a#4, b#3]

opt expect=decorrelate_lateral
select tenth from t left join lateral (select 10 / s.b as tenth from s where s.a = t.a) x on true
----
Project outputs=[tenth#1=CASE WHEN is_there#2 THEN (10 / b#3) END]
  Join type=left condition=(a#4 = a#5)
    Scan table_name=t table_oid=16393 columns=[a#5]
    Project outputs=[a#4, b#3, is_there#2=t]
      Scan table_name=s table_oid=16391 columns=[a#4, b#3]

opt expect=decorrelate_subqueries
select c from t where p and c = (select 10 / s.b from s where s.a = 1)
----
Project outputs=[c#1=c#2]
  Filter predicate=(c#2 = CASE WHEN is_there#3 THEN (10 / b#4) END)
    Join type=inner
      Project outputs=[c#2]
        Scan table_name=t table_oid=16393 columns=[c#2, p#5] filters=(p#5)
      SingleRow
        Project outputs=[b#4, is_there#3=t]
          Scan table_name=s table_oid=16391 columns=[a#6, b#4] filters=((a#6 = 1))

opt expect=decorrelate_subqueries
select c from t where b in (select 10 / s.b from s where s.a = t.a)
----
Project outputs=[c#1=c#2]
  Join type=semi condition=((b#3 = (10 / b#4)) AND (a#5 = a#6))
    Scan table_name=t table_oid=16393 columns=[a#6, b#3, c#2]
    Scan table_name=s table_oid=16391 columns=[a#5, b#4]

# An aggregate over them is computed for the values of t only.
opt expect=decorrelate_subqueries
select (select sum(10 / s.b) from s where s.a = t.a) from t where t.c > 11
----
Project outputs=[sum#1=sum#2]
  Join type=left condition=(((a#3 IS NULL) = (a#4 IS NULL)) AND (coalesce(a#3, 0) = coalesce(a#4, 0)))
    Project outputs=[a#3]
      Scan table_name=t table_oid=16393 columns=[a#3, c#5] filters=((c#5 > 11))
    Project outputs=[a#4, sum#2]
      Join type=left condition=(((a#4 IS NULL) = (a#6 IS NULL)) AND (coalesce(a#4, 0) = coalesce(a#6, 0)))
        Aggregate groups=[a#4]
          Scan table_name=t table_oid=16393 columns=[a#4, c#7] filters=((c#7 > 11))
        Aggregate groups=[a#6] aggregates=[sum#2=sum((10 / b#8))]
          Join type=inner condition=(a#9 = a#6)
            Scan table_name=s table_oid=16391 columns=[a#9, b#8]
            Aggregate groups=[a#6]
              Scan table_name=t table_oid=16393 columns=[a#6, c#10] filters=((c#10 > 11))

# Constants raise for every row or for none, so this needs no such care.
opt expect=decorrelate_subqueries
select (select sum(b) from s where s.a = t.a and s.c < 10 / 5) from t
----
Project outputs=[sum#1=sum#2]
  Join type=left condition=(a#3 = key#4)
    Scan table_name=t table_oid=16393 columns=[a#3]
    Aggregate groups=[key#4=a#5] aggregates=[sum#2=sum(b#6)]
      Scan table_name=s table_oid=16391 columns=[a#5, b#6, c#7] filters=((c#7 < 2))

# The values of t come from t, not from the joins that other subqueries made.
opt expect=decorrelate_subqueries
select (select count(*) from s where s.b > t.a), (select count(*) from s where s.b > t.b) from t
----
Project outputs=[count#1=count#2, count#3=count#4]
  Join type=left condition=(((b#5 IS NULL) = (b#6 IS NULL)) AND (coalesce(b#5, 0) = coalesce(b#6, 0)))
    Project outputs=[b#5, count#2]
      Join type=left condition=(((a#7 IS NULL) = (a#8 IS NULL)) AND (coalesce(a#7, 0) = coalesce(a#8, 0)))
        Scan table_name=t table_oid=16393 columns=[a#7, b#5]
        Project outputs=[count#2=coalesce(count#9, 0), a#8]
          Join type=left condition=(((a#8 IS NULL) = (a#10 IS NULL)) AND (coalesce(a#8, 0) = coalesce(a#10, 0)))
            Aggregate groups=[a#8]
              Scan table_name=t table_oid=16393 columns=[a#8]
            Aggregate groups=[a#10] aggregates=[count#9=count(*)]
              Join type=inner condition=(b#11 > a#10)
                Scan table_name=s table_oid=16391 columns=[b#11]
                Aggregate groups=[a#10]
                  Scan table_name=t table_oid=16393 columns=[a#10]
    Project outputs=[count#4=coalesce(count#12, 0), b#6]
      Join type=left condition=(((b#6 IS NULL) = (b#13 IS NULL)) AND (coalesce(b#6, 0) = coalesce(b#13, 0)))
        Aggregate groups=[b#6]
          Scan table_name=t table_oid=16393 columns=[b#6]
        Aggregate groups=[b#13] aggregates=[count#12=count(*)]
          Join type=inner condition=(b#14 > b#13)
            Scan table_name=s table_oid=16391 columns=[b#14]
            Aggregate groups=[b#13]
              Scan table_name=t table_oid=16393 columns=[b#13]

# A dependent join loses its dependence before the subquery in its condition is looked at.
opt expect=decorrelate_subqueries
select t.c from t join lateral (select s.b from s where s.a = t.a) x on x.b in (select u.b from s u where u.c = t.c)
----
Project outputs=[c#1=c#2]
  Join type=semi condition=((b#3 = b#4) AND (c#5 = c#2))
    Project outputs=[b#3, c#2]
      Join type=inner condition=(a#6 = a#7)
        Scan table_name=s table_oid=16391 columns=[a#6, b#3]
        Scan table_name=t table_oid=16393 columns=[a#7, c#2]
    Scan table_name=s table_oid=16391 columns=[b#4, c#5]
