-- Which suppliers earned most in 1995, and from how many countries their customers came.
select s_name as supplier, count(distinct c_nationkey) as countries,
    sum(l_extendedprice * (1 - l_discount)) as revenue
from lineitem
    join orders on o_orderkey = l_orderkey
    join customer on c_custkey = o_custkey
    join supplier on s_suppkey = l_suppkey
where o_orderdate >= date '1995-01-01' and o_orderdate < date '1996-01-01'
group by s_suppkey, s_name
order by revenue desc, s_suppkey
limit 10;

-- Customers without any order, by market segment.
select c_mktsegment as segment, count(*) as customers
from customer left join orders on o_custkey = c_custkey
where o_orderkey is null
group by c_mktsegment
order by segment;
