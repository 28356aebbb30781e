import sys,time,gc,ast,warnings
sys.path.insert(0,sys.argv[-1] if len(sys.argv)>2 and sys.argv[-1].startswith("/") else "/work/main")
warnings.simplefilter("ignore")
from evaluator import snapshot
from evaluator.facts import python
from evaluator.facts.statements import Statements
from evaluator.facts.metrics import measure
from evaluator.facts.text import decode_python, mask
gc.disable(); c=time.process_time
with snapshot.open_repository(sys.argv[1]) as rp:
    data=[d for b,d in rp.read([b for b in rp.snapshot.blobs if b.path.endswith(".py")]) if d]
T={}
def tm(k,f):
    a=c(); r=f(); T[k]=T.get(k,0)+c()-a; return r
n=0
for d in data:
    try: t=tm("decode",lambda:decode_python(d))
    except ValueError: continue
    n+=t.count("\n")
    t=tm("mask",lambda:mask(t))
    try: tree=tm("parse",lambda:ast.parse(t))
    except SyntaxError: continue
    m=Statements(); tm("walk",lambda:m.block(tree.body)); tm("metrics",lambda:measure(tree,t)); tm("comments",lambda:python.comments(t)); tm("regex",lambda:python._EXPORTED.search(t)); tm("bind",m.bindings)
    tm("all",lambda:python.read(d))
print(n,{k:round(v/n*1e6,2) for k,v in T.items()})
