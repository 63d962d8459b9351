# Both terms are optimised; nothing goes in or out.
opt
with recursive t(n) as (select a from s where a > 1 + 1 union all select n + 1 from t where n < 10) select n from t where n > 3
----
Project outputs=[n#1=n#2]
  Filter predicate=(n#2 > 3)
    Recursive number=7 columns=[n#2] is_all=yes
      Project outputs=[a#3=a#4]
        Scan table_name=s table_oid=16391 columns=[a#4] filters=((a#4 > 2))
      Project outputs=[?column?#5=(n#6 + 1)]
        Filter predicate=(n#6 < 10)
          WorkingTable number=7 columns=[n#6]

# A column that is not read is computed all the same: the next round may need it.
opt
with recursive t(n, m) as (select a, b from s union select n, m + 1 from t) select n from t
----
Project outputs=[n#1=n#2]
  Recursive number=9 columns=[n#2, m#3]
    Project outputs=[a#4=a#5, b#6=b#7]
      Scan table_name=s table_oid=16391 columns=[a#5, b#7]
    Project outputs=[n#8=n#9, ?column?#10=(m#11 + 1)]
      WorkingTable number=9 columns=[n#9, m#11]

opt
with recursive t(n) as (select 1 union all select n + 1 from t limit 2) select 1
----
error 0A000: LIMIT in a recursive query is not implemented

opt
select (with recursive r(n) as (select t.a union all select n + 1 from r where n < 3) select max(n) from r) from t
----
Project outputs=[max#1=max#2]
  Join type=left condition=(((a#3 IS NULL) = (a#4 IS NULL)) AND (coalesce(a#3, 0) = coalesce(a#4, 0)))
    Scan table_name=t table_oid=16393 columns=[a#3]
    Project outputs=[a#4, max#2]
      Join type=left condition=(((a#4 IS NULL) = (a#5 IS NULL)) AND (coalesce(a#4, 0) = coalesce(a#5, 0)))
        Aggregate groups=[a#4]
          Scan table_name=t table_oid=16393 columns=[a#4]
        Aggregate groups=[a#5] aggregates=[max#2=max(n#6)]
          Recursive number=14 columns=[n#6, a#5] is_all=yes
            Project outputs=[a#7=a#8, a#8]
              Aggregate groups=[a#8]
                Scan table_name=t table_oid=16393 columns=[a#8]
            Project outputs=[?column?#9=(n#10 + 1), a#11]
              Filter predicate=(n#10 < 3)
                WorkingTable number=14 columns=[n#10, a#11]
