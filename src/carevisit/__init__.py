"""carevisit: the system of record for regular visits to vulnerable elders (特殊困难老年人探访关爱服务)."""

__version__ = "0.1.0"
