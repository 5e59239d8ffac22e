from test_metrics import *
def test_x(service, after_traffic):
    import collections
    c=collections.Counter((l["method"],l["route"],l["status"]) for l in service.lines(event="request") if "visits" in l["route"] or l["route"]=="other")
    for k,v in c.items(): print(k,v)
    print([l for l in after_traffic.splitlines() if "v1/visits" in l or '"other"' in l])
    print(len(after_traffic))
    for n,s in collections.Counter(l.split("{")[0] for l in after_traffic.splitlines() if l[0]!="#").items(): print(n,s, sum(len(l)+1 for l in after_traffic.splitlines() if l.startswith(n+"{")))
    for l in service.lines(event="request"):
        if "0000" in l.get("route",""): print(l)
    assert 0
