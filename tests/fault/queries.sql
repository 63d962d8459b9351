-- What runs while things break: every sink (aggregation, join build, sort, distinct, large result),
-- over the TPC-H tables.  Only exact types, so that an answer is right or wrong.
select count(*), sum(l_quantity), min(l_shipdate), max(l_comment) from lineitem;
select l_returnflag, l_linestatus, count(*), sum(l_extendedprice * (1 - l_discount)) from lineitem group by 1, 2 order by 1, 2;
select o_orderpriority, count(distinct o_custkey) from orders group by 1 order by 1;
select n_name, count(*), sum(o_totalprice) from orders join customer on o_custkey = c_custkey join nation on c_nationkey = n_nationkey group by n_name order by n_name;
select l_orderkey, l_linenumber, l_extendedprice from lineitem order by l_extendedprice desc, 1, 2 limit 50;
select c_custkey, count(o_orderkey) from customer left join orders on c_custkey = o_custkey group by c_custkey order by 1;
select p_brand, count(*) from part where p_partkey not in (select l_partkey from lineitem where l_quantity > 49) group by p_brand order by 1;
select l_orderkey, l_linenumber, l_partkey, l_comment from lineitem where l_orderkey % 3 = 0;
select distinct l_shipmode, l_shipinstruct from lineitem order by 1, 2;
select s_name, (select count(*) from lineitem where l_suppkey = s_suppkey) from supplier order by s_name;
select 1;
