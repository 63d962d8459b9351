# The small side is built, the big one probed.
opt expect=reorder_joins
select count(*) from nation, lineitem, supplier where s_suppkey = l_suppkey and s_nationkey = n_nationkey
----
Project outputs=[count#1=count#2]
  Aggregate aggregates=[count#2=count(*)]
    Join type=inner condition=(l_suppkey#3 = s_suppkey#4)
      Scan table_name=lineitem table_oid=16385 columns=[l_suppkey#3]
      Project outputs=[s_suppkey#4]
        Join type=inner condition=(s_nationkey#5 = n_nationkey#6)
          Scan table_name=supplier table_oid=16392 columns=[s_suppkey#4, s_nationkey#5]
          Scan table_name=nation table_oid=16386 columns=[n_nationkey#6]

# An outer join is in nobody's way, and not taken apart.
opt expect-not=reorder_joins
select count(*) from orders left join customer on o_custkey = c_custkey
----
Project outputs=[count#1=count#2]
  Aggregate aggregates=[count#2=count(*)]
    Join type=left condition=(o_custkey#3 = c_custkey#4)
      Scan table_name=orders table_oid=16387 columns=[o_custkey#3]
      Scan table_name=customer table_oid=16384 columns=[c_custkey#4]

# Keys that are equal to a third one can be joined without it.
opt expect=reorder_joins
select count(*) from lineitem, part, partsupp where p_partkey = l_partkey and ps_partkey = l_partkey and p_size = 15 and p_type = 'x'
----
Project outputs=[count#1=count#2]
  Aggregate aggregates=[count#2=count(*)]
    Join type=inner condition=(l_partkey#3 = p_partkey#4)
      Scan table_name=lineitem table_oid=16385 columns=[l_partkey#3]
      Project outputs=[p_partkey#4]
        Join type=inner condition=(ps_partkey#5 = p_partkey#4)
          Scan table_name=partsupp table_oid=16389 columns=[ps_partkey#5]
          Project outputs=[p_partkey#4]
            Scan table_name=part table_oid=16388 columns=[p_partkey#4, p_type#6, p_size#7] filters=((p_size#7 = 15), (p_type#6 = 'x'::text))

# A semi join that keeps few rows goes first.
opt expect=reorder_joins
select count(*) from lineitem, orders where l_orderkey = o_orderkey and o_custkey in (select c_custkey from customer where c_custkey < 10)
----
Project outputs=[count#1=count#2]
  Aggregate aggregates=[count#2=count(*)]
    Join type=inner condition=(l_orderkey#3 = o_orderkey#4)
      Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#3]
      Project outputs=[o_orderkey#4]
        Join type=semi condition=(o_custkey#5 = c_custkey#6)
          Scan table_name=orders table_oid=16387 columns=[o_orderkey#4, o_custkey#5] filters=((o_custkey#5 < 10))
          Scan table_name=customer table_oid=16384 columns=[c_custkey#6] filters=((c_custkey#6 < 10))

# Beyond ten relations: greedily.
opt expect=reorder_joins
select count(*) from region a, region b, region c, region d, region e, region f, region g, region h, region i, region j, region k, region l where a.r_regionkey = b.r_regionkey and b.r_regionkey = c.r_regionkey and c.r_regionkey = d.r_regionkey and d.r_regionkey = e.r_regionkey and e.r_regionkey = f.r_regionkey and f.r_regionkey = g.r_regionkey and g.r_regionkey = h.r_regionkey and h.r_regionkey = i.r_regionkey and i.r_regionkey = j.r_regionkey and j.r_regionkey = k.r_regionkey and k.r_regionkey = l.r_regionkey and l.r_name = 'ASIA'
----
Project outputs=[count#1=count#2]
  Aggregate aggregates=[count#2=count(*)]
    Join type=inner condition=(r_regionkey#3 = r_regionkey#4)
      Scan table_name=region table_oid=16390 columns=[r_regionkey#3]
      Project outputs=[r_regionkey#4]
        Join type=inner condition=(r_regionkey#5 = r_regionkey#4)
          Scan table_name=region table_oid=16390 columns=[r_regionkey#5]
          Project outputs=[r_regionkey#4]
            Join type=inner condition=(r_regionkey#6 = r_regionkey#4)
              Scan table_name=region table_oid=16390 columns=[r_regionkey#6]
              Project outputs=[r_regionkey#4]
                Join type=inner condition=(r_regionkey#7 = r_regionkey#4)
                  Scan table_name=region table_oid=16390 columns=[r_regionkey#7]
                  Project outputs=[r_regionkey#4]
                    Join type=inner condition=(r_regionkey#8 = r_regionkey#4)
                      Scan table_name=region table_oid=16390 columns=[r_regionkey#8]
                      Project outputs=[r_regionkey#4]
                        Join type=inner condition=(r_regionkey#9 = r_regionkey#4)
                          Scan table_name=region table_oid=16390 columns=[r_regionkey#9]
                          Project outputs=[r_regionkey#4]
                            Join type=inner condition=(r_regionkey#10 = r_regionkey#4)
                              Scan table_name=region table_oid=16390 columns=[r_regionkey#10]
                              Project outputs=[r_regionkey#4]
                                Join type=inner condition=(r_regionkey#11 = r_regionkey#4)
                                  Scan table_name=region table_oid=16390 columns=[r_regionkey#11]
                                  Project outputs=[r_regionkey#4]
                                    Join type=inner condition=(r_regionkey#12 = r_regionkey#4)
                                      Scan table_name=region table_oid=16390 columns=[r_regionkey#12]
                                      Project outputs=[r_regionkey#4]
                                        Join type=inner condition=(r_regionkey#13 = r_regionkey#4)
                                          Scan table_name=region table_oid=16390 columns=[r_regionkey#13]
                                          Project outputs=[r_regionkey#4]
                                            Join type=inner condition=(r_regionkey#4 = r_regionkey#14)
                                              Scan table_name=region table_oid=16390 columns=[r_regionkey#4]
                                              Project outputs=[r_regionkey#14]
                                                Scan table_name=region table_oid=16390 columns=[r_regionkey#14, r_name#15] filters=((r_name#15 = 'ASIA'::text))

# A condition that can raise comes after all joins.
opt
select count(*) from t, s where t.c = s.c and t.b / s.b > 1
----
Project outputs=[count#1=count#2]
  Aggregate aggregates=[count#2=count(*)]
    Filter predicate=((b#3 / b#4) > 1)
      Join type=inner condition=(c#5 = c#6)
        Scan table_name=s table_oid=16391 columns=[b#4, c#5]
        Scan table_name=t table_oid=16393 columns=[b#3, c#6]
