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

# The product of all rows is beyond a double; still each relation is joined, and joined once.
opt
select count(*) from lineitem a0, lineitem a1, lineitem a2, lineitem a3, lineitem a4, lineitem a5, lineitem a6, lineitem a7, lineitem a8, lineitem a9, lineitem a10, lineitem a11, lineitem a12, lineitem a13, lineitem a14, lineitem a15, lineitem a16, lineitem a17, lineitem a18, lineitem a19, lineitem a20, lineitem a21, lineitem a22, lineitem a23, lineitem a24, lineitem a25, lineitem a26, lineitem a27, lineitem a28, lineitem a29, lineitem a30, lineitem a31, lineitem a32, lineitem a33, lineitem a34, lineitem a35, lineitem a36, lineitem a37, lineitem a38, lineitem a39, lineitem a40, lineitem a41, lineitem a42, lineitem a43, lineitem a44, lineitem a45, orders b, customer c where a1.l_orderkey = a0.l_orderkey and a2.l_orderkey = a0.l_orderkey and a3.l_orderkey = a0.l_orderkey and a4.l_orderkey = a0.l_orderkey and a5.l_orderkey = a0.l_orderkey and a6.l_orderkey = a0.l_orderkey and a7.l_orderkey = a0.l_orderkey and a8.l_orderkey = a0.l_orderkey and a9.l_orderkey = a0.l_orderkey and a10.l_orderkey = a0.l_orderkey and a11.l_orderkey = a0.l_orderkey and a12.l_orderkey = a0.l_orderkey and a13.l_orderkey = a0.l_orderkey and a14.l_orderkey = a0.l_orderkey and a15.l_orderkey = a0.l_orderkey and a16.l_orderkey = a0.l_orderkey and a17.l_orderkey = a0.l_orderkey and a18.l_orderkey = a0.l_orderkey and a19.l_orderkey = a0.l_orderkey and a20.l_orderkey = a0.l_orderkey and a21.l_orderkey = a0.l_orderkey and a22.l_orderkey = a0.l_orderkey and a23.l_orderkey = a0.l_orderkey and a24.l_orderkey = a0.l_orderkey and a25.l_orderkey = a0.l_orderkey and a26.l_orderkey = a0.l_orderkey and a27.l_orderkey = a0.l_orderkey and a28.l_orderkey = a0.l_orderkey and a29.l_orderkey = a0.l_orderkey and a30.l_orderkey = a0.l_orderkey and a31.l_orderkey = a0.l_orderkey and a32.l_orderkey = a0.l_orderkey and a33.l_orderkey = a0.l_orderkey and a34.l_orderkey = a0.l_orderkey and a35.l_orderkey = a0.l_orderkey and a36.l_orderkey = a0.l_orderkey and a37.l_orderkey = a0.l_orderkey and a38.l_orderkey = a0.l_orderkey and a39.l_orderkey = a0.l_orderkey and a40.l_orderkey = a0.l_orderkey and a41.l_orderkey = a0.l_orderkey and a42.l_orderkey = a0.l_orderkey and a43.l_orderkey = a0.l_orderkey and a44.l_orderkey = a0.l_orderkey and a45.l_orderkey = a0.l_orderkey and b.o_custkey = c.c_custkey
----
Project outputs=[count#1=count#2]
  Aggregate aggregates=[count#2=count(*)]
    Join type=inner
      Project
        Join type=inner condition=(l_orderkey#3 = l_orderkey#4)
          Project outputs=[l_orderkey#3]
            Join type=inner condition=(l_orderkey#5 = l_orderkey#3)
              Project outputs=[l_orderkey#5]
                Join type=inner condition=(l_orderkey#6 = l_orderkey#5)
                  Project outputs=[l_orderkey#6]
                    Join type=inner condition=(l_orderkey#7 = l_orderkey#6)
                      Project outputs=[l_orderkey#7]
                        Join type=inner condition=(l_orderkey#8 = l_orderkey#7)
                          Project outputs=[l_orderkey#8]
                            Join type=inner condition=(l_orderkey#9 = l_orderkey#8)
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#9]
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#8]
                          Project outputs=[l_orderkey#7]
                            Join type=inner condition=(l_orderkey#10 = l_orderkey#7)
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#10]
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#7]
                      Project outputs=[l_orderkey#6]
                        Join type=inner condition=(l_orderkey#11 = l_orderkey#6)
                          Project outputs=[l_orderkey#11]
                            Join type=inner condition=(l_orderkey#12 = l_orderkey#11)
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#12]
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#11]
                          Project outputs=[l_orderkey#6]
                            Join type=inner condition=(l_orderkey#13 = l_orderkey#6)
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#13]
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#6]
                  Project outputs=[l_orderkey#5]
                    Join type=inner condition=(l_orderkey#14 = l_orderkey#5)
                      Project outputs=[l_orderkey#14]
                        Join type=inner condition=(l_orderkey#15 = l_orderkey#14)
                          Project outputs=[l_orderkey#15]
                            Join type=inner condition=(l_orderkey#16 = l_orderkey#15)
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#16]
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#15]
                          Project outputs=[l_orderkey#14]
                            Join type=inner condition=(l_orderkey#17 = l_orderkey#14)
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#17]
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#14]
                      Project outputs=[l_orderkey#5]
                        Join type=inner condition=(l_orderkey#18 = l_orderkey#5)
                          Project outputs=[l_orderkey#18]
                            Join type=inner condition=(l_orderkey#19 = l_orderkey#18)
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#19]
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#18]
                          Project outputs=[l_orderkey#5]
                            Join type=inner condition=(l_orderkey#20 = l_orderkey#5)
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#20]
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#5]
              Project outputs=[l_orderkey#3]
                Join type=inner condition=(l_orderkey#21 = l_orderkey#3)
                  Project outputs=[l_orderkey#21]
                    Join type=inner condition=(l_orderkey#21 = l_orderkey#22)
                      Project outputs=[l_orderkey#21]
                        Join type=inner condition=(l_orderkey#23 = l_orderkey#21)
                          Project outputs=[l_orderkey#23]
                            Join type=inner condition=(l_orderkey#24 = l_orderkey#23)
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#24]
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#23]
                          Project outputs=[l_orderkey#21]
                            Join type=inner condition=(l_orderkey#25 = l_orderkey#21)
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#25]
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#21]
                      Project outputs=[l_orderkey#22]
                        Join type=inner condition=(l_orderkey#26 = l_orderkey#22)
                          Project outputs=[l_orderkey#26]
                            Join type=inner condition=(l_orderkey#27 = l_orderkey#26)
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#27]
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#26]
                          Project outputs=[l_orderkey#22]
                            Join type=inner condition=(l_orderkey#28 = l_orderkey#22)
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#28]
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#22]
                  Project outputs=[l_orderkey#3]
                    Join type=inner condition=(l_orderkey#3 = l_orderkey#29)
                      Project outputs=[l_orderkey#3]
                        Join type=inner condition=(l_orderkey#3 = l_orderkey#30)
                          Project outputs=[l_orderkey#3]
                            Join type=inner condition=(l_orderkey#3 = l_orderkey#31)
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#3]
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#31]
                          Project outputs=[l_orderkey#30]
                            Join type=inner condition=(l_orderkey#30 = l_orderkey#32)
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#30]
                              Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#32]
                      Project outputs=[l_orderkey#29]
                        Join type=inner condition=(l_orderkey#33 = l_orderkey#29)
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#33]
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#29]
          Project outputs=[l_orderkey#4]
            Join type=inner condition=(l_orderkey#34 = l_orderkey#4)
              Project outputs=[l_orderkey#34]
                Join type=inner condition=(l_orderkey#35 = l_orderkey#34)
                  Project outputs=[l_orderkey#35]
                    Join type=inner condition=(l_orderkey#36 = l_orderkey#35)
                      Project outputs=[l_orderkey#36]
                        Join type=inner condition=(l_orderkey#37 = l_orderkey#36)
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#37]
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#36]
                      Project outputs=[l_orderkey#35]
                        Join type=inner condition=(l_orderkey#38 = l_orderkey#35)
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#38]
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#35]
                  Project outputs=[l_orderkey#34]
                    Join type=inner condition=(l_orderkey#39 = l_orderkey#34)
                      Project outputs=[l_orderkey#39]
                        Join type=inner condition=(l_orderkey#40 = l_orderkey#39)
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#40]
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#39]
                      Project outputs=[l_orderkey#34]
                        Join type=inner condition=(l_orderkey#41 = l_orderkey#34)
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#41]
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#34]
              Project outputs=[l_orderkey#4]
                Join type=inner condition=(l_orderkey#42 = l_orderkey#4)
                  Project outputs=[l_orderkey#42]
                    Join type=inner condition=(l_orderkey#43 = l_orderkey#42)
                      Project outputs=[l_orderkey#43]
                        Join type=inner condition=(l_orderkey#44 = l_orderkey#43)
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#44]
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#43]
                      Project outputs=[l_orderkey#42]
                        Join type=inner condition=(l_orderkey#45 = l_orderkey#42)
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#45]
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#42]
                  Project outputs=[l_orderkey#4]
                    Join type=inner condition=(l_orderkey#46 = l_orderkey#4)
                      Project outputs=[l_orderkey#46]
                        Join type=inner condition=(l_orderkey#47 = l_orderkey#46)
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#47]
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#46]
                      Project outputs=[l_orderkey#4]
                        Join type=inner condition=(l_orderkey#48 = l_orderkey#4)
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#48]
                          Scan table_name=lineitem table_oid=16385 columns=[l_orderkey#4]
      Project
        Join type=inner condition=(o_custkey#49 = c_custkey#50)
          Scan table_name=orders table_oid=16387 columns=[o_custkey#49]
          Scan table_name=customer table_oid=16384 columns=[c_custkey#50]
