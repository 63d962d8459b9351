-- Revenue by year and quarter, with the share of returned goods.
select extract(year from l_shipdate) as year, extract(quarter from l_shipdate) as quarter,
    sum(l_extendedprice) as revenue,
    round(100.0 * sum(case when l_returnflag = 'R' then l_extendedprice else 0 end)
        / sum(l_extendedprice), 2) as returned_percent
from lineitem
group by 1, 2
order by 1, 2;

-- Orders by size: how many, and what they are worth.
with sizes as (
    select l_orderkey, count(*) as lines, sum(l_quantity) as pieces
    from lineitem
    group by l_orderkey
)
select lines, count(*) as orders, min(pieces) as fewest, max(pieces) as most,
    sum(o_totalprice) as worth
from sizes join orders on o_orderkey = l_orderkey
group by lines
having count(*) > 1
order by lines;
