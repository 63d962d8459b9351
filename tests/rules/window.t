# A filter on the partition drops whole partitions.
opt expect=push_filter_through_window
select * from (select a, b, rank() over (partition by a order by b) r from t) s where a = 1 and r < 3
----
Project outputs=[a#1=a#2, b#3=b#4, r#5=rank#6]
  Filter predicate=(rank#6 < 3)
    Window partition=(a#2) order=b#4 functions=[rank#6=rank()]
      Scan table_name=t table_oid=16393 columns=[a#2, b#4] filters=((a#2 = 1))

# On anything else it would change what the window sees.
opt expect-not=push_filter_through_window
select * from (select a, b, count(*) over (partition by b) from t) s where a > 1
----
Project outputs=[a#1=a#2, b#3=b#4, count#5=count#6]
  Filter predicate=(a#2 > 1)
    Window partition=(b#4) functions=[count#6=count() OVER (range between unbounded preceding and current row)]
      Scan table_name=t table_oid=16393 columns=[a#2, b#4]

opt expect-not=push_filter_through_window
select * from (select a, rank() over (order by a) r from t) s where a = 1
----
Project outputs=[a#1=a#2, r#3=rank#4]
  Filter predicate=(a#2 = 1)
    Window order=a#2 functions=[rank#4=rank()]
      Scan table_name=t table_oid=16393 columns=[a#2]

# What can raise stays above.
opt expect-not=push_filter_through_window
select * from (select a, count(*) over (partition by a) from t) s where 1 / a > 1
----
Project outputs=[a#1=a#2, count#3=count#4]
  Filter predicate=((1 / a#2) > 1)
    Window partition=(a#2) functions=[count#4=count() OVER (range between unbounded preceding and current row)]
      Scan table_name=t table_oid=16393 columns=[a#2]

# Functions that nobody asks for are not computed, and without any there is no window.
opt
select a, r from (select a, rank() over (order by a) r, sum(c) over (order by a) from t) s
----
Project outputs=[a#1=a#2, r#3=rank#4]
  Window order=a#2 functions=[rank#4=rank()]
    Scan table_name=t table_oid=16393 columns=[a#2]

opt
select a from (select a, rank() over (order by a) r from t) s
----
Project outputs=[a#1=a#2]
  Scan table_name=t table_oid=16393 columns=[a#2]

# Windows of one partition and order are one node; arguments and keys are columns.
opt
select sum(a + c) over (partition by b order by a), rank() over (partition by b order by a), count(*) over (order by a * 2) from t
----
Project outputs=[sum#1=sum#2, rank#3=rank#4, count#5=count#6]
  Window partition=(b#7) order=a#8 functions=[sum#2=sum(?window?#9) OVER (range between unbounded preceding and current row), rank#4=rank()]
    Window order=?window?#10 functions=[count#6=count() OVER (range between unbounded preceding and current row)]
      Project outputs=[a#8, b#7, ?window?#9=(a#8 + c#11), ?window?#10=(a#8 * 2)]
        Scan table_name=t table_oid=16393 columns=[a#8, b#7, c#11]

# Under decorrelation each outer row has partitions of its own.
opt
select a, (select max(r) from (select rank() over (order by t2.b) r from t t2 where t2.c = t.c) s) from t
----
Project outputs=[a#1=a#2, max#3=max#4]
  Join type=left condition=(c#5 = c#6)
    Scan table_name=t table_oid=16393 columns=[a#2, c#5]
    Project outputs=[c#6, max#4]
      Join type=left condition=(c#6 = c#7)
        Aggregate groups=[c#6]
          Scan table_name=t table_oid=16393 columns=[c#6]
        Aggregate groups=[c#7] aggregates=[max#4=max(rank#8)]
          Window partition=(c#7) order=b#9 functions=[rank#8=rank()]
            Join type=inner condition=(c#7 = c#10)
              Aggregate groups=[c#7]
                Scan table_name=t table_oid=16393 columns=[c#7]
              Scan table_name=t table_oid=16393 columns=[b#9, c#10]
