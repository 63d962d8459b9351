-- Parts that some supplier sells at half their average price or less.
select p_partkey, p_name, min(ps_supplycost) as cheapest
from part join partsupp on ps_partkey = p_partkey
where ps_supplycost <= (
    select avg(other.ps_supplycost) / 2 from partsupp other where other.ps_partkey = p_partkey)
group by p_partkey, p_name
order by cheapest, p_partkey
limit 10;

-- Nations whose customers never bought from a supplier of their own.
select n_name
from nation
where not exists (
    select *
    from customer
        join orders on o_custkey = c_custkey
        join lineitem on l_orderkey = o_orderkey
        join supplier on s_suppkey = l_suppkey and s_nationkey = c_nationkey
    where c_nationkey = n_nationkey and o_orderpriority = '1-URGENT'
        and l_quantity >= 49 and l_discount = 0.10)
order by n_name;
