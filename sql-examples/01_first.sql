-- The nations whose customers have the most money in their accounts.
select n_name as nation, count(*) as customers, sum(c_acctbal) as balance
from customer join nation on c_nationkey = n_nationkey
group by n_name
order by balance desc
limit 5;
