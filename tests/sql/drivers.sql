-- What drivers asked for and did not get.
select '{1.50,NULL,-2}'::numeric[];
select array[null, '6b2dbb55-1f3a-4b0e-9d4e-1d2a3b4c5d6e']::uuid[];
select '{NULL,NULL}'::numeric[], '{NULL}'::text[], '{{1.5,NULL},{NULL,2}}'::numeric[];
select a, a[2] is null from (values ('{NULL,1.25}'::numeric[]), ('{3}'), (null)) v(a) order by a;
