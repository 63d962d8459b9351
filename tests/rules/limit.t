opt expect=combine_limits
select a from (select a from t limit 10) u limit 5
----
Project outputs=[a#1=a#2]
  Limit count=5
    Scan table_name=t table_oid=16393 columns=[a#2]

# A skipped row still counts.
opt expect-not=combine_limits
select a from (select a from t limit 10 offset 3) u limit 5
----
Project outputs=[a#1=a#2]
  Limit count=5
    Limit count=10 offset=3
      Scan table_name=t table_oid=16393 columns=[a#2]

opt expect=push_limit_through_project
select c + 1 from t limit 3
----
Project outputs=[?column?#1=(c#2 + 1)]
  Limit count=3
    Scan table_name=t table_oid=16393 columns=[c#2]

opt expect-not=push_limit_through_project
select distinct c from t limit 3
----
Limit count=3
  Aggregate groups=[c#1=c#2]
    Scan table_name=t table_oid=16393 columns=[c#2]

opt expect=push_limit_through_union
select a from t union all select b from s limit 3 offset 2
----
Limit count=3 offset=2
  Union columns=[a#1]
    Project outputs=[a#2=a#3]
      Limit count=5
        Scan table_name=t table_oid=16393 columns=[a#3]
    Project outputs=[b#4=b#5]
      Limit count=5
        Scan table_name=s table_oid=16391 columns=[b#5]

opt expect-not=push_limit_through_union
select a from t union select b from s limit 3
----
Limit count=3
  Aggregate groups=[a#1]
    Union columns=[a#1]
      Project outputs=[a#2=a#3]
        Scan table_name=t table_oid=16393 columns=[a#3]
      Project outputs=[b#4=b#5]
        Scan table_name=s table_oid=16391 columns=[b#5]

opt expect=combine_unions
select a from t union all select b from s union all select c from s
----
Union columns=[a#1]
  Project outputs=[a#2=a#3]
    Scan table_name=t table_oid=16393 columns=[a#3]
  Project outputs=[a#4=b#5]
    Scan table_name=s table_oid=16391 columns=[b#5]
  Project outputs=[c#6=c#7]
    Scan table_name=s table_oid=16391 columns=[c#7]

opt expect-not=combine_unions
select a from t union all (select b from s union select c from s)
----
Union columns=[a#1]
  Project outputs=[a#2=a#3]
    Scan table_name=t table_oid=16393 columns=[a#3]
  Project outputs=[b#4=b#5]
    Aggregate groups=[b#5]
      Union columns=[b#5]
        Project outputs=[b#6=b#7]
          Scan table_name=s table_oid=16391 columns=[b#7]
        Project outputs=[c#8=c#9]
          Scan table_name=s table_oid=16391 columns=[c#9]
