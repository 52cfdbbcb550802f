import sys,time,cProfile,pstats
import pyarrow as pa; pa.set_cpu_count(1)
import pyarrow.parquet as pq
from sightline.claims.schema import CLAIM, DIAGNOSIS, LINE
from sightline.edits.check import Checker
from sightline.engines.duckdb import DuckDB
from sightline.reference.store import open_reference
from sightline.edits.rule.load import load
n=int(sys.argv[1]); pre=tuple(sys.argv[2].split(',')) if len(sys.argv)>2 and sys.argv[2] else None
tables=[pq.read_table(f'/work/wt/manydata/{n}/{a}-0.parquet',schema=s) for a,s in (("claims",CLAIM),("lines",LINE),("diagnoses",DIAGNOSIS))]
edits=tuple(e for e in load() if pre is None or e.id.startswith(pre))
c=Checker(open_reference('/work/wt/ref'),edits,engine=DuckDB(threads=1))
c.check(*tables)
p=cProfile.Profile(time.process_time); p.enable(); c.check(*tables); p.disable()
s=pstats.Stats(p); s.sort_stats('tottime').print_stats(35); s.sort_stats('cumtime').print_stats(45)
